using Amazon.IdentityManagement;

namespace PodIdentity.AwsSdk.Tests;

public sealed class IamResponseTests
{
    private const string Namespace = "https://iam.amazonaws.com/doc/2010-05-08/";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_with_its_encoded_trust_policy()
    {
        await using var service = await RecordingService.Start(Result("GetRole",
            """
            <Role><Path>/</Path><RoleName>r</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::111122223333:role/r</Arn><CreateDate>2026-11-23T22:15:36Z</CreateDate>
            <AssumeRolePolicyDocument>%7B%22Version%22%3A%20%222012-10-17%22%7D</AssumeRolePolicyDocument><Description/><MaxSessionDuration>3600</MaxSessionDuration>
            <PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>arn:b</PermissionsBoundaryArn></PermissionsBoundary>
            <Tags><member><Key>k</Key><Value/></member></Tags><RoleLastUsed/></Role>
            """));
        using var iam = service.Iam();

        var response = await iam.GetRoleAsync(new() { RoleName = "r" }, Cancel);

        var role = response.Role!;
        Assert.Equal("%7B%22Version%22%3A%20%222012-10-17%22%7D", role.AssumeRolePolicyDocument);
        Assert.Equal(new DateTime(2026, 11, 23, 22, 15, 36, DateTimeKind.Utc), role.CreateDate);
        Assert.Equal(DateTimeKind.Utc, role.CreateDate!.Value.Kind);
        Assert.Equal(3600, role.MaxSessionDuration);
        Assert.Equal("", role.Description);
        Assert.Equal("Policy", role.PermissionsBoundary!.PermissionsBoundaryType);
        Assert.Equal([("k", "")], role.Tags!.Select(tag => (tag.Key, tag.Value)));
        Assert.Null(role.RoleLastUsed!.LastUsedDate);
        Assert.Equal("id-1", response.ResponseMetadata.RequestId);
        Assert.Equal(200, (int)response.HttpStatusCode);
    }

    [Fact]
    public async Task A_page_of_roles_says_where_the_next_begins()
    {
        await using var service = await RecordingService.Start(Result("ListRoles", "<IsTruncated>true</IsTruncated><Marker>m==</Marker><Roles><member><RoleName>a</RoleName></member><member><RoleName>b</RoleName></member></Roles>"));
        using var iam = service.Iam();

        var response = await iam.ListRolesAsync(new(), Cancel);

        Assert.True(response.IsTruncated);
        Assert.Equal("m==", response.Marker);
        Assert.Equal(["a", "b"], response.Roles!.Select(role => role.RoleName!));
        Assert.Null(response.Roles![0].Tags);
    }

    [Fact]
    public async Task An_empty_list_is_empty_and_a_missing_one_is_null()
    {
        await using var service = await RecordingService.Start(
            Result("ListRolePolicies", "<PolicyNames/><IsTruncated>false</IsTruncated>"),
            Result("ListRolePolicies", "<IsTruncated>false</IsTruncated>"));
        using var iam = service.Iam();

        Assert.Empty((await iam.ListRolePoliciesAsync(new() { RoleName = "r" }, Cancel)).PolicyNames!);
        Assert.Null((await iam.ListRolePoliciesAsync(new() { RoleName = "r" }, Cancel)).PolicyNames);
    }

    [Fact]
    public async Task An_operation_without_a_result_has_just_its_request_id()
    {
        await using var service = await RecordingService.Start(Reply.Xml($"""<DeleteRoleResponse xmlns="{Namespace}"><ResponseMetadata><RequestId>id-2</RequestId></ResponseMetadata></DeleteRoleResponse>"""));
        using var iam = service.Iam();

        Assert.Equal("id-2", (await iam.DeleteRoleAsync(new() { RoleName = "r" }, Cancel)).ResponseMetadata.RequestId);
    }

    [Fact]
    public async Task A_managed_policy_and_its_version()
    {
        await using var service = await RecordingService.Start(
            Result("GetPolicy", "<Policy><PolicyName>p</PolicyName><Arn>arn:p</Arn><DefaultVersionId>v2</DefaultVersionId><AttachmentCount>3</AttachmentCount><IsAttachable>true</IsAttachable><UpdateDate>2026-01-02T03:04:05Z</UpdateDate></Policy>"),
            Result("GetPolicyVersion", "<PolicyVersion><Document>%7B%7D</Document><VersionId>v2</VersionId><IsDefaultVersion>true</IsDefaultVersion></PolicyVersion>"));
        using var iam = service.Iam();

        var policy = (await iam.GetPolicyAsync(new() { PolicyArn = "arn:p" }, Cancel)).Policy!;
        var version = (await iam.GetPolicyVersionAsync(new() { PolicyArn = "arn:p", VersionId = policy.DefaultVersionId }, Cancel)).PolicyVersion!;

        Assert.Equal(3, policy.AttachmentCount);
        Assert.True(policy.IsAttachable);
        Assert.Equal("%7B%7D", version.Document);
        Assert.True(version.IsDefaultVersion);
    }

    [Fact]
    public async Task A_simulation_tells_the_decision_and_what_decided()
    {
        await using var service = await RecordingService.Start(Result("SimulatePrincipalPolicy",
            """
            <IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>s3:ListAllMyBuckets</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>explicitDeny</EvalDecision>
            <MatchedStatements><member><SourcePolicyId>p</SourcePolicyId><SourcePolicyType>IAM Policy</SourcePolicyType><StartPosition><Line>3</Line><Column>17</Column></StartPosition></member></MatchedStatements>
            <MissingContextValues><member>aws:SourceIp</member></MissingContextValues><PermissionsBoundaryDecisionDetail><AllowedByPermissionsBoundary>false</AllowedByPermissionsBoundary></PermissionsBoundaryDecisionDetail>
            <EvalDecisionDetails><entry><key>111122223333:role/r</key><value>allowed</value></entry></EvalDecisionDetails>
            <ResourceSpecificResults><member><EvalResourceName>arn:r</EvalResourceName><EvalResourceDecision>allowed</EvalResourceDecision></member></ResourceSpecificResults></member></EvaluationResults>
            """));
        using var iam = service.Iam();

        var result = (await iam.SimulatePrincipalPolicyAsync(new() { PolicySourceArn = "arn:x", ActionNames = ["s3:ListAllMyBuckets"] }, Cancel)).EvaluationResults!.Single();

        Assert.Equal(PolicyEvaluationDecisionType.ExplicitDeny, result.EvalDecision);
        Assert.Equal(17, result.MatchedStatements!.Single().StartPosition!.Column);
        Assert.Equal("IAM Policy", result.MatchedStatements!.Single().SourcePolicyType);
        Assert.Equal(["aws:SourceIp"], result.MissingContextValues!);
        Assert.False(result.PermissionsBoundaryDecisionDetail!.AllowedByPermissionsBoundary);
        Assert.Equal("allowed", result.EvalDecisionDetails!["111122223333:role/r"]);
        Assert.Equal(PolicyEvaluationDecisionType.Allowed, result.ResourceSpecificResults!.Single().EvalResourceDecision);
    }

    [Fact]
    public async Task The_accounts_quotas_are_numbers_by_name()
    {
        await using var service = await RecordingService.Start(Result("GetAccountSummary",
            "<SummaryMap><entry><key>AttachedPoliciesPerRoleQuota</key><value>20</value></entry><entry><key>AssumeRolePolicySizeQuota</key><value>4096</value></entry></SummaryMap>"));
        using var iam = service.Iam();

        var summary = (await iam.GetAccountSummaryAsync(new(), Cancel)).SummaryMap!;

        Assert.Equal((20, 4096), (summary["AttachedPoliciesPerRoleQuota"], summary["AssumeRolePolicySizeQuota"]));
    }

    private static Reply Result(string action, string content) => Reply.Xml(
        $"""<{action}Response xmlns="{Namespace}"><{action}Result>{content}</{action}Result><ResponseMetadata><RequestId>id-1</RequestId></ResponseMetadata></{action}Response>""");
}
