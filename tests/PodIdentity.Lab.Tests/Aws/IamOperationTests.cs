using System.Globalization;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>Quotas, checks and paging that a scenario of real clients does not reach.</summary>
public sealed class IamOperationTests : IAsyncLifetime
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private readonly AwsLab _fixture = new();

    public async ValueTask InitializeAsync()
    {
        await _fixture.InitializeAsync();
        await Ok("CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", Trust));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Theory]
    [InlineData("", "1 validation error detected: Value '' at 'roleName' failed to satisfy constraint: Member must have length greater than or equal to 1")]
    [InlineData("a b", @"1 validation error detected: Value 'a b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1 validation error detected: Value 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64")]
    public async Task A_role_name_must_be_one(string name, string message) =>
        await Fails("CreateRole", 400, "ValidationError", message, ("RoleName", name), ("AssumeRolePolicyDocument", Trust));

    [Fact]
    public async Task Ten_managed_policies_and_no_more()
    {
        for (var i = 0; i < 11; i++)
            await Ok("CreatePolicy", ("PolicyName", Name(i)), ("PolicyDocument", Document("s3:Get*")));
        for (var i = 0; i < 10; i++)
            await Ok("AttachRolePolicy", ("RoleName", "app"), ("PolicyArn", "arn:aws:iam::111122223333:policy/" + Name(i)));
        await Fails("AttachRolePolicy", 409, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10", ("RoleName", "app"), ("PolicyArn", "arn:aws:iam::111122223333:policy/" + Name(10)));
        await Fails("DeletePolicy", 409, "DeleteConflict", "Cannot delete a policy attached to entities.", ("PolicyArn", "arn:aws:iam::111122223333:policy/" + Name(3)));

        static string Name(int number) => "p" + number.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Sizes_are_measured_without_white_space()
    {
        await Ok("PutRolePolicy", ("RoleName", "app"), ("PolicyName", "a"), ("PolicyDocument", Document("s3:Get*").Replace(",", "," + new string(' ', 20000), StringComparison.Ordinal)));
        await Fails("PutRolePolicy", 409, "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role app",
            ("RoleName", "app"), ("PolicyName", "b"), ("PolicyDocument", Document("s3:" + new string('G', 10240))));
        await Fails("UpdateAssumeRolePolicy", 409, "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048",
            ("RoleName", "app"), ("PolicyDocument", Trust.Replace("sts:TagSession", "sts:TagSession" + new string('x', 2048), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_role_in_an_instance_profile_is_kept()
    {
        await Ok("CreateInstanceProfile", ("InstanceProfileName", "ip"));
        await Ok("AddRoleToInstanceProfile", ("InstanceProfileName", "ip"), ("RoleName", "app"));
        await Fails("DeleteRole", 409, "DeleteConflict", "Cannot delete entity, must remove roles from instance profile first.", ("RoleName", "app"));
        await Ok("RemoveRoleFromInstanceProfile", ("InstanceProfileName", "ip"), ("RoleName", "app"));
        await Ok("PutRolePolicy", ("RoleName", "app"), ("PolicyName", "a"), ("PolicyDocument", Document("s3:Get*")));
        await Fails("DeleteRole", 409, "DeleteConflict", "Cannot delete entity, must delete policies first.", ("RoleName", "app"));
    }

    [Fact]
    public async Task Trust_in_a_deleted_role_turns_into_trust_in_its_id()
    {
        var id = (await Ok("GetRole", ("RoleName", "app")))["RoleId"]!;
        await Ok("CreateRole", ("RoleName", "target"), ("AssumeRolePolicyDocument",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/app"},"Action":"sts:AssumeRole"}]}"""));
        await Ok("DeleteRole", ("RoleName", "app"));
        Assert.Contains($"\"AWS\":\"{id}\"", Uri.UnescapeDataString((await Ok("GetRole", ("RoleName", "target")))["AssumeRolePolicyDocument"]!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_boundary_bounds_and_the_simulator_says_so()
    {
        await Ok("CreatePolicy", ("PolicyName", "narrow"), ("PolicyDocument", Document("ec2:*")));
        await Ok("PutRolePolicy", ("RoleName", "app"), ("PolicyName", "a"), ("PolicyDocument", Document("s3:*")));
        await Ok("PutRolePermissionsBoundary", ("RoleName", "app"), ("PermissionsBoundary", "arn:aws:iam::111122223333:policy/narrow"));
        var answer = await Ok("SimulatePrincipalPolicy", ("PolicySourceArn", "arn:aws:iam::111122223333:role/app"), ("ActionNames.member.1", "s3:GetObject"));
        Assert.Equal(("implicitDeny", "false"), (answer["EvalDecision"], answer["AllowedByPermissionsBoundary"]));
        Assert.Equal("role_app_a", answer["SourcePolicyId"]);
    }

    [Fact]
    public async Task Missing_context_is_told()
    {
        var answer = await Ok("SimulateCustomPolicy", ("ActionNames.member.1", "s3:GetObject"), ("PolicyInputList.member.1",
            """{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"blue"}}}}"""));
        Assert.Equal("implicitDeny", answer["EvalDecision"]);
        Assert.Equal("aws:PrincipalTag/team", answer["MissingContextValues"]);
    }

    [Fact]
    public async Task Who_may_not_is_told_why()
    {
        var viewer = _fixture.As(_fixture.Lab.World.Viewer.AccessKeyId, _fixture.Lab.World.Viewer.SecretAccessKey);
        Assert.Equal(200, (await viewer.QueryAsync("iam", "GetRole", ("RoleName", "app"))).Status);
        var answer = await viewer.QueryAsync("iam", "DeleteRole", ("RoleName", "app"));
        Assert.Equal((403, "AccessDenied"), (answer.Status, answer["Code"]));
        Assert.Equal("User: arn:aws:iam::111122223333:user/lab-viewer is not authorized to perform: iam:DeleteRole on resource: arn:aws:iam::111122223333:role/app because no identity-based policy allows the iam:DeleteRole action", answer["Message"]);
    }

    [Fact]
    public async Task Sessions_of_AssumeRole_are_bounded_by_their_policy_and_size()
    {
        await Ok("UpdateAssumeRolePolicy", ("RoleName", "app"), ("PolicyDocument",
            """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"""));
        await Ok("AttachRolePolicy", ("RoleName", "app"), ("PolicyArn", "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"));
        (string, string)[] basis = [("RoleArn", "arn:aws:iam::111122223333:role/app"), ("RoleSessionName", "me")];
        var open = await _fixture.Client.QueryAsync("sts", "AssumeRole", basis);
        Assert.Equal(200, (await As(open).SendAsync(HttpMethod.Get, "s3", "/")).Status);
        var bound = await _fixture.Client.QueryAsync("sts", "AssumeRole", [.. basis, ("Policy", Document("ec2:*"))]);
        Assert.EndsWith("because no session policy allows the s3:ListAllMyBuckets action", (await As(bound).SendAsync(HttpMethod.Get, "s3", "/"))["Message"], StringComparison.Ordinal);

        (string, string)[] tags = [.. Enumerable.Range(1, 6).SelectMany(i => new[] { ($"Tags.member.{i}.Key", $"key-{i}"), ($"Tags.member.{i}.Value", new string('v', 200)) })];
        Assert.Equal("PackedPolicyTooLarge", (await _fixture.Client.QueryAsync("sts", "AssumeRole", [.. basis, .. tags]))["Code"]);
        var refused = await _fixture.Client.QueryAsync("sts", "AssumeRole", ("RoleArn", "arn:aws:iam::111122223333:role/none"), ("RoleSessionName", "me"));
        Assert.Equal("User: arn:aws:iam::111122223333:user/lab-admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/none", refused["Message"]);
    }

    private SignedClient As(Answer session) => _fixture.As(session["AccessKeyId"]!, session["SecretAccessKey"]!, session["SessionToken"]);

    private async Task<Answer> Ok(string action, params (string, string)[] parameters)
    {
        var answer = await _fixture.Client.QueryAsync("iam", action, parameters);
        Assert.True(answer.Status == 200, answer.Body);
        return answer;
    }

    private async Task Fails(string action, int status, string code, string message, params (string, string)[] parameters)
    {
        var answer = await _fixture.Client.QueryAsync("iam", action, parameters);
        Assert.Equal((status, code, message), (answer.Status, answer["Code"], answer["Message"]));
    }

    private static string Document(string action) => $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"*"}]}""";
}
