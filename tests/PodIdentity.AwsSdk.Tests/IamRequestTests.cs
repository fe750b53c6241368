using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace PodIdentity.AwsSdk.Tests;

public sealed class IamRequestTests
{
    private const string PolicyArn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Fields come in ordinal order of their names, as the SDK writes every Query form.</summary>
    public static TheoryData<string, Func<IAmazonIdentityManagementService, Task>> Forms => new()
    {
        {
            "Action=CreateRole&AssumeRolePolicyDocument=%7B%22a%22%3A%20%22b%2Bc%22%7D&Description=a%20b&MaxSessionDuration=3600&Path=%2Fx%2F&PermissionsBoundary=arn%3Ab&RoleName=r&Tags.member.1.Key=podidentity%2Fmanaged-by&Tags.member.1.Value=&Tags.member.2.Key=k&Tags.member.2.Value=v&Version=2010-05-08",
            iam => iam.CreateRoleAsync(new()
            {
                RoleName = "r", Path = "/x/", AssumeRolePolicyDocument = """{"a": "b+c"}""", Description = "a b", MaxSessionDuration = 3600, PermissionsBoundary = "arn:b",
                Tags = [new Tag { Key = "podidentity/managed-by", Value = "" }, new Tag { Key = "k", Value = "v" }],
            }, Cancel)
        },
        { "Action=GetRole&RoleName=r&Version=2010-05-08", iam => iam.GetRoleAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=ListRoles&Marker=m%2B%3D&MaxItems=1000&PathPrefix=%2Fx%2F&Version=2010-05-08", iam => iam.ListRolesAsync(new() { PathPrefix = "/x/", Marker = "m+=", MaxItems = 1000 }, Cancel) },
        { "Action=DeleteRole&RoleName=r&Version=2010-05-08", iam => iam.DeleteRoleAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=UpdateRole&Description=&RoleName=r&Version=2010-05-08", iam => iam.UpdateRoleAsync(new() { RoleName = "r", Description = "" }, Cancel) },
        { "Action=UpdateAssumeRolePolicy&PolicyDocument=%7B%7D&RoleName=r&Version=2010-05-08", iam => iam.UpdateAssumeRolePolicyAsync(new() { RoleName = "r", PolicyDocument = "{}" }, Cancel) },
        { "Action=AttachRolePolicy&PolicyArn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FAmazonS3ReadOnlyAccess&RoleName=r&Version=2010-05-08", iam => iam.AttachRolePolicyAsync(new() { RoleName = "r", PolicyArn = PolicyArn }, Cancel) },
        { "Action=DetachRolePolicy&PolicyArn=arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FAmazonS3ReadOnlyAccess&RoleName=r&Version=2010-05-08", iam => iam.DetachRolePolicyAsync(new() { RoleName = "r", PolicyArn = PolicyArn }, Cancel) },
        { "Action=ListAttachedRolePolicies&RoleName=r&Version=2010-05-08", iam => iam.ListAttachedRolePoliciesAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=PutRolePolicy&PolicyDocument=%7B%7D&PolicyName=p&RoleName=r&Version=2010-05-08", iam => iam.PutRolePolicyAsync(new() { RoleName = "r", PolicyName = "p", PolicyDocument = "{}" }, Cancel) },
        { "Action=GetRolePolicy&PolicyName=p&RoleName=r&Version=2010-05-08", iam => iam.GetRolePolicyAsync(new() { RoleName = "r", PolicyName = "p" }, Cancel) },
        { "Action=DeleteRolePolicy&PolicyName=p&RoleName=r&Version=2010-05-08", iam => iam.DeleteRolePolicyAsync(new() { RoleName = "r", PolicyName = "p" }, Cancel) },
        { "Action=ListRolePolicies&RoleName=r&Version=2010-05-08", iam => iam.ListRolePoliciesAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=TagRole&RoleName=r&Tags.member.1.Key=a&Tags.member.1.Value=b&Version=2010-05-08", iam => iam.TagRoleAsync(new() { RoleName = "r", Tags = [new Tag { Key = "a", Value = "b" }] }, Cancel) },
        { "Action=UntagRole&RoleName=r&TagKeys.member.1=a&TagKeys.member.2=b&Version=2010-05-08", iam => iam.UntagRoleAsync(new() { RoleName = "r", TagKeys = ["a", "b"] }, Cancel) },
        { "Action=ListRoleTags&RoleName=r&Version=2010-05-08", iam => iam.ListRoleTagsAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=GetPolicy&PolicyArn=arn%3Ax&Version=2010-05-08", iam => iam.GetPolicyAsync(new() { PolicyArn = "arn:x" }, Cancel) },
        { "Action=GetPolicyVersion&PolicyArn=arn%3Ax&Version=2010-05-08&VersionId=v1", iam => iam.GetPolicyVersionAsync(new() { PolicyArn = "arn:x", VersionId = "v1" }, Cancel) },
        { "Action=ListInstanceProfilesForRole&RoleName=r&Version=2010-05-08", iam => iam.ListInstanceProfilesForRoleAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=PutRolePermissionsBoundary&PermissionsBoundary=arn%3Ax&RoleName=r&Version=2010-05-08", iam => iam.PutRolePermissionsBoundaryAsync(new() { RoleName = "r", PermissionsBoundary = "arn:x" }, Cancel) },
        { "Action=DeleteRolePermissionsBoundary&RoleName=r&Version=2010-05-08", iam => iam.DeleteRolePermissionsBoundaryAsync(new() { RoleName = "r" }, Cancel) },
        { "Action=GetAccountSummary&Version=2010-05-08", iam => iam.GetAccountSummaryAsync(new(), Cancel) },
        {
            "Action=SimulatePrincipalPolicy&ActionNames.member.1=s3%3AListAllMyBuckets&ContextEntries.member.1.ContextKeyName=aws%3APrincipalTag%2Fx&ContextEntries.member.1.ContextKeyType=string&ContextEntries.member.1.ContextKeyValues.member.1=a&ContextEntries.member.1.ContextKeyValues.member.2=b&PolicySourceArn=arn%3Ax&ResourceArns.member.1=%2A&Version=2010-05-08",
            iam => iam.SimulatePrincipalPolicyAsync(new()
            {
                PolicySourceArn = "arn:x", ActionNames = ["s3:ListAllMyBuckets"], ResourceArns = ["*"],
                ContextEntries = [new() { ContextKeyName = "aws:PrincipalTag/x", ContextKeyType = ContextKeyTypeEnum.String, ContextKeyValues = ["a", "b"] }],
            }, Cancel)
        },
    };

    [Theory]
    [MemberData(nameof(Forms), DisableDiscoveryEnumeration = true)]
    public async Task Each_operation_is_a_form_that_names_it(string form, Func<IAmazonIdentityManagementService, Task> call)
    {
        await using var service = await RecordingService.Start(Reply.Xml("<R><ResponseMetadata/></R>"));
        using var iam = service.Iam();

        await call(iam);

        Assert.Equal("POST /", $"{service.Request.Method} {service.Request.Target}");
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", service.Request.Headers.ContentType);
        Assert.Equal(form, service.Request.Body);
        Assert.Contains("/us-east-1/iam/aws4_request", service.Request.Headers.Authorization.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_operation_of_the_interface_is_in_the_list_above()
    {
        var listed = Forms.Select(row => row.Data.Item1.Split('&')[0].Split('=')[1] + "Async");
        Assert.Equal(typeof(IAmazonIdentityManagementService).GetMethods().Where(method => !method.IsStatic).Select(method => method.Name).Order(), listed.Order());
    }
}
