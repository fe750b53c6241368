using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>The errors that IAM, STS and EKS are known for: status, code and text of each, over the wire.</summary>
public sealed class DocumentedErrorTests(DocumentedErrorTests.World world) : IClassFixture<DocumentedErrorTests.World>
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";
    private const string Root = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}]}""";
    private const string NoPrincipal = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/none"},"Action":"sts:AssumeRole"}]}""";
    private const string WithResource = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:AssumeRole","Resource":"*"}]}""";
    private const string ReadOnly = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
    private const string Associations = "/clusters/eksdemo1/pod-identity-associations";
    private const string Addons = "/clusters/eksdemo1/addons";

    [Theory]
    [InlineData("iam GetRole RoleName=none", "404 NoSuchEntity: The role with name none cannot be found.")]
    [InlineData("iam DetachRolePolicy RoleName=app PolicyArn=" + ReadOnly, "404 NoSuchEntity: Policy " + ReadOnly + " was not found.")]
    [InlineData("iam GetPolicy PolicyArn=" + ReadOnly + "x", "404 NoSuchEntity: Policy " + ReadOnly + "x was not found.")]
    [InlineData("iam AttachRolePolicy RoleName=app PolicyArn=" + ReadOnly + "x", "404 NoSuchEntity: Policy " + ReadOnly + "x does not exist or is not attachable.")]
    [InlineData("iam GetRolePolicy RoleName=app PolicyName=none", "404 NoSuchEntity: The role policy with name none cannot be found.")]
    [InlineData("iam DeleteRolePolicy RoleName=app PolicyName=none", "404 NoSuchEntity: The role policy with name none cannot be found.")]
    [InlineData("iam DeleteRolePermissionsBoundary RoleName=app", "404 NoSuchEntity: The role with name app does not have a permissions boundary.")]
    [InlineData("iam CreateRole RoleName=app AssumeRolePolicyDocument=" + Trust, "409 EntityAlreadyExists: Role with name app already exists.")]
    [InlineData("iam CreateRole RoleName=APP AssumeRolePolicyDocument=" + Trust, "409 EntityAlreadyExists: Role with name APP already exists.")]
    [InlineData("iam DeleteRole RoleName=attached", "409 DeleteConflict: Cannot delete entity, must detach all policies first.")]
    [InlineData("iam DeleteRole RoleName=inlined", "409 DeleteConflict: Cannot delete entity, must delete policies first.")]
    [InlineData("iam DeleteRole RoleName=profiled", "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.")]
    [InlineData("iam DeleteInstanceProfile InstanceProfileName=profile", "409 DeleteConflict: Cannot delete entity, must remove roles from instance profile first.")]
    [InlineData("iam AddRoleToInstanceProfile InstanceProfileName=profile RoleName=app", "409 LimitExceeded: Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1")]
    [InlineData("iam CreateRole RoleName=new AssumeRolePolicyDocument={", "400 MalformedPolicyDocument: Syntax errors in policy.")]
    [InlineData("iam CreateRole RoleName=new AssumeRolePolicyDocument=" + NoPrincipal, "400 MalformedPolicyDocument: Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:role/none\"")]
    [InlineData("iam UpdateAssumeRolePolicy RoleName=app PolicyDocument=" + WithResource, "400 MalformedPolicyDocument: Has prohibited field Resource")]
    [InlineData("iam GetRole RoleName=a*b", @"400 ValidationError: 1 validation error detected: Value 'a*b' at 'roleName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]+")]
    [InlineData("iam UpdateRole RoleName=app MaxSessionDuration=60", "400 ValidationError: 1 validation error detected: Value '60' at 'maxSessionDuration' failed to satisfy constraint: Member must have value greater than or equal to 3600")]
    [InlineData("iam TagRole RoleName=app Tags.member.1.Key=aws:x Tags.member.1.Value=1", "400 InvalidInput: Tag keys that begin with aws: are reserved for system use.")]
    [InlineData("iam CreateUser UserName=new", "400 InvalidAction: Could not find operation CreateUser for version 2010-05-08")]
    [InlineData("sts AssumeRole RoleArn=arn:aws:iam::111122223333:role/app RoleSessionName=me", "403 AccessDenied: User: arn:aws:iam::111122223333:user/lab-admin is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/app")]
    [InlineData("sts AssumeRole RoleArn=arn:aws:iam::111122223333:role/own RoleSessionName=me Tags.member.1.Key=a Tags.member.1.Value=1", "403 AccessDenied: User: arn:aws:iam::111122223333:user/lab-admin is not authorized to perform: sts:TagSession on resource: arn:aws:iam::111122223333:role/own")]
    [InlineData("sts AssumeRole RoleArn=arn:aws:iam::111122223333:role/own RoleSessionName=me Policy={", "400 MalformedPolicyDocument: Syntax errors in policy.")]
    [InlineData("sts AssumeRole RoleArn=arn:aws:iam::111122223333:role/own RoleSessionName=me DurationSeconds=7200", "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")]
    public async Task Of_the_Query_services(string request, string error)
    {
        var words = request.Split(' ');
        // Policies here are written without blanks.
        var parameters = words[2..].Select(word => word.Split('=', 2)).Select(pair => (pair[0], pair[1])).ToArray();
        var answer = await world.Lab.Client.QueryAsync(words[0], words[1], parameters);
        Assert.Equal(error, $"{answer.Status} {answer["Code"]}: {answer["Message"]}");
        Assert.Equal("Sender", answer["Type"]);
    }

    [Theory]
    [InlineData("POST", Associations, """{"namespace":"default","serviceAccount":"taken","roleArn":"arn:aws:iam::111122223333:role/app"}""", "409 ResourceInUseException: Association already exists: {0}")]
    [InlineData("POST", Associations, """{"namespace":"default","serviceAccount":"new","roleArn":"arn:aws:iam::111122223333:role/none"}""", "400 InvalidParameterException: Role provided in the request does not exist.")]
    [InlineData("POST", Associations, """{"namespace":"default","serviceAccount":"new","roleArn":"arn:aws:iam::111122223333:role/own"}""", "400 InvalidParameterException: Trust policy of the role provided is invalid")]
    [InlineData("POST", Associations + "/{0}", """{"roleArn":"arn:aws:iam::111122223333:role/own"}""", "400 InvalidParameterException: Trust policy of the role provided is invalid")]
    [InlineData("POST", Associations + "/{0}", """{"roleArn":"arn:aws:iam::111122223333:role/none"}""", "400 InvalidParameterException: Role provided in the request does not exist.")]
    [InlineData("GET", Associations + "/a-1", "", "400 InvalidParameterException: The parameter associationId should be 19 characters long.")]
    [InlineData("GET", "/clusters/none", "", "404 ResourceNotFoundException: No cluster found for name: none.")]
    [InlineData("POST", "/clusters/none/pod-identity-associations", """{"namespace":"default","serviceAccount":"new","roleArn":"arn:aws:iam::111122223333:role/app"}""", "404 ResourceNotFoundException: No cluster found for name: none.")]
    [InlineData("POST", Addons, """{"addonName":"vpc-cni"}""", "409 ResourceInUseException: Addon already exists.")]
    [InlineData("GET", Addons + "/none", "", "404 ResourceNotFoundException: No addon: none found in cluster: eksdemo1")]
    [InlineData("POST", Addons, """{"addonName":"eks-pod-identity-agent","addonVersion":"v0.0.1-eksbuild.1"}""", "400 InvalidParameterException: Addon version specified is not supported")]
    [InlineData("POST", Addons, """{"addonName":"none"}""", "400 InvalidParameterException: Addon specified is not supported")]
    [InlineData("POST", Addons, """{"addonName":"eks-pod-identity-agent","resolveConflicts":"PRESERVE"}""", "400 InvalidParameterException: Resolve conflicts option preserve is not supported for operation CreateAddon")]
    [InlineData("GET", "/clusters/eksdemo1/updates/12345678-1234-1234-1234-123456789012", "", "404 ResourceNotFoundException: No update found for ID: 12345678-1234-1234-1234-123456789012")]
    public async Task Of_EKS(string method, string path, string body, string error)
    {
        var id = world.AssociationId;
        var answer = await world.Lab.Client.SendAsync(new HttpMethod(method), "eks", path.Replace("{0}", id, StringComparison.Ordinal), body, "application/json");
        Assert.Equal(error.Replace("{0}", id, StringComparison.Ordinal), Told(answer));
    }

    [Fact]
    public async Task Of_EKS_for_who_may_not()
    {
        var viewer = world.Lab.As(world.Lab.Lab.World.Viewer.AccessKeyId, world.Lab.Lab.World.Viewer.SecretAccessKey);
        const string Viewer = "403 AccessDeniedException: User: arn:aws:iam::111122223333:user/lab-viewer is not authorized to perform: ";
        Assert.StartsWith($"{Viewer}eks:DeletePodIdentityAssociation on resource: arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/{world.AssociationId}",
            Told(await viewer.SendAsync(HttpMethod.Delete, "eks", $"{Associations}/{world.AssociationId}")), StringComparison.Ordinal);

        var session = await world.Lab.Client.QueryAsync("sts", "AssumeRole", ("RoleArn", "arn:aws:iam::111122223333:role/own"), ("RoleSessionName", "me"));
        var noPassRole = world.Lab.As(session["AccessKeyId"]!, session["SecretAccessKey"]!, session["SessionToken"]);
        Assert.Equal("403 AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/own/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/app because no identity-based policy allows the iam:PassRole action",
            Told(await noPassRole.SendAsync(HttpMethod.Post, "eks", Associations, """{"namespace":"default","serviceAccount":"new","roleArn":"arn:aws:iam::111122223333:role/app"}""", "application/json")));
    }

    // What only a fault brings about.
    [Theory]
    [InlineData("iam", 400, null, "Throttling")]
    [InlineData("iam", 409, "ConcurrentModification", "ConcurrentModification")]
    [InlineData("iam", 500, null, "ServiceFailure")]
    [InlineData("sts", 400, null, "Throttling")]
    [InlineData("s3", 503, null, "SlowDown")]
    [InlineData("s3", 500, null, "InternalError")]
    [InlineData("eks", 429, null, "ThrottlingException")]
    [InlineData("eks", 500, null, "ServerException")]
    [InlineData("eks", 503, null, "ServiceUnavailableException")]
    [InlineData("eks", 428, "ResourcePropagationDelayException", "ResourcePropagationDelayException")]
    public async Task Of_a_service_in_trouble(string service, int status, string? given, string code)
    {
        var rule = new JsonObject { ["service"] = service, ["status"] = status, ["count"] = 1 };
        if (given is not null)
            rule["code"] = given;
        Assert.Equal(201, (await world.Lab.AdminAsync(HttpMethod.Post, "/faults", rule)).Status);
        var answer = service switch
        {
            "eks" => await world.Lab.Client.SendAsync(HttpMethod.Get, "eks", "/clusters"),
            "s3" => await world.Lab.Client.SendAsync(HttpMethod.Get, "s3", "/"),
            _ => await world.Lab.Client.QueryAsync(service, service == "iam" ? "ListRoles" : "GetCallerIdentity"),
        };
        Assert.Equal((status, code), (answer.Status, service == "eks" ? answer.Response.Headers.GetValues("x-amzn-ErrorType").Single() : answer["Code"]));
        if (code == "Throttling")
            Assert.Equal("Rate exceeded", answer["Message"]);
    }

    private static string Told(Answer answer) =>
        answer.Status < 300 ? answer.Body : $"{answer.Status} {answer.Response.Headers.GetValues("x-amzn-ErrorType").Single()}: {JsonNode.Parse(answer.Body)!["message"]}";

    /// <summary>A lab whose roles are in every state that an error needs. No test changes it.</summary>
    public sealed class World : IAsyncLifetime
    {
        internal AwsLab Lab { get; } = new();

        internal string AssociationId { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            await Lab.InitializeAsync();
            foreach (var role in (string[])["app", "attached", "inlined", "profiled"])
                await Do("CreateRole", ("RoleName", role), ("AssumeRolePolicyDocument", Trust));
            await Do("CreateRole", ("RoleName", "own"), ("AssumeRolePolicyDocument", Root));
            await Do("PutRolePolicy", ("RoleName", "own"), ("PolicyName", "eks"), ("PolicyDocument", Policy("eks:*")));
            await Do("AttachRolePolicy", ("RoleName", "attached"), ("PolicyArn", ReadOnly));
            await Do("PutRolePolicy", ("RoleName", "inlined"), ("PolicyName", "inline"), ("PolicyDocument", Policy("s3:*")));
            await Do("CreateInstanceProfile", ("InstanceProfileName", "profile"));
            await Do("AddRoleToInstanceProfile", ("InstanceProfileName", "profile"), ("RoleName", "profiled"));
            var made = await Lab.Client.SendAsync(HttpMethod.Post, "eks", Associations,
                """{"namespace":"default","serviceAccount":"taken","roleArn":"arn:aws:iam::111122223333:role/app"}""", "application/json");
            AssociationId = (string)JsonNode.Parse(made.Body)!["association"]!["associationId"]!;
        }

        public ValueTask DisposeAsync() => Lab.DisposeAsync();

        private async Task Do(string action, params (string, string)[] parameters)
        {
            var answer = await Lab.Client.QueryAsync("iam", action, parameters);
            Assert.True(answer.Status == 200, answer.Body);
        }

        private static string Policy(string action) => $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"{{action}}","Resource":"*"}]}""";
    }
}
