namespace PodIdentity.Lab.Tests.Aws;

/// <summary>What SimulatePrincipalPolicy says of a role, and what the services then do with a session of that role, is one and the same.</summary>
public sealed class SimulationTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    private const string Role = "arn:aws:iam::111122223333:role/simulated";
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}""";
    private const string Any = """{"Effect":"Allow","Action":"*","Resource":"*"}""";

    // Six requests; the letters below are their outcomes in this order.
    private static readonly Probe[] Probes =
    [
        new("s3:ListAllMyBuckets", "arn:aws:s3:::*", session => session.SendAsync(HttpMethod.Get, "s3", "/")),
        new("s3:ListBucket", "arn:aws:s3:::eksdemo1-backups", session => session.SendAsync(HttpMethod.Get, "s3", "/eksdemo1-backups?list-type=2&prefix=2026%2F")),
        new("s3:GetObject", "arn:aws:s3:::eksdemo1-backups/2026/01/etcd.json", session => session.SendAsync(HttpMethod.Get, "s3", "/eksdemo1-backups/2026/01/etcd.json")),
        new("s3:GetObject", "arn:aws:s3:::eksdemo1-logs/none", session => session.SendAsync(HttpMethod.Get, "s3", "/eksdemo1-logs/none")),
        new("iam:GetRole", "arn:aws:iam::111122223333:role/eksClusterRole", session => session.QueryAsync("iam", "GetRole", ("RoleName", "eksClusterRole"))),
        new("eks:DescribeCluster", "arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1", session => session.SendAsync(HttpMethod.Get, "eks", "/clusters/eksdemo1")),
    ];

    // What the services know of every request here and the simulator must be told.
    private static readonly (string Key, string Value)[] Context =
    [
        ("aws:SecureTransport", "true"), ("aws:SourceIp", "127.0.0.1"), ("aws:RequestedRegion", "us-east-1"), ("s3:prefix", "2026/"),
    ];

    [Theory]
    [InlineData("------", "")]
    [InlineData("AAAAAA", Any)]
    [InlineData("AAAA--", """{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")]
    [InlineData("--AA--", """{"Effect":"Allow","Action":"S3:getobject","Resource":"*"}""")]
    [InlineData("--AAA-", """{"Effect":"Allow","Action":["*:Get*"],"Resource":"*"}""")]
    [InlineData("--A---", """{"Effect":"Allow","Action":"s3:?et*","Resource":"arn:aws:s3:::eksdemo1-*/2026/*"}""")]
    [InlineData("----AA", """{"Effect":"Allow","NotAction":"s3:*","Resource":"*"}""")]
    [InlineData("AAA---", """{"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::eksdemo1-logs/*"}""")]
    [InlineData("DDDDAD", Any + """,{"Effect":"Deny","NotAction":"iam:*","Resource":"*"}""")]
    [InlineData("AADAAA", Any + """,{"Effect":"Deny","Action":"s3:GetObject","NotResource":"arn:aws:s3:::eksdemo1-logs/*"}""")]
    [InlineData("----D-", """{"Effect":"Deny","Action":"iam:*","Resource":"*"}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":["red","backups"]}}}""")]
    [InlineData("------", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/team":["red","backups"]}}}""")]
    [InlineData("------", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/none":"x"}}}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqualsIfExists":{"aws:PrincipalTag/none":"x"}}}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalTag/none":"x*"}}}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Null":{"aws:PrincipalTag/none":"true","aws:PrincipalTag/team":"false"}}}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAllValues:StringEquals":{"aws:TagKeys":"x"}}}""")]
    [InlineData("------", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ForAnyValue:StringEquals":{"aws:TagKeys":"x"}}}""")]
    [InlineData("AAAAAA", """{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/simu*"}}}""")]
    [InlineData("DDDDDD", Any + """,{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"10.0.0.0/8"}}}""")]
    [InlineData("AAAAAA", Any + """,{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}""")]
    [InlineData("-A----", """{"Effect":"Allow","Action":"s3:ListBucket","Resource":"*","Condition":{"StringLike":{"s3:prefix":"2026/*"}}}""")]
    [InlineData("-AA---", """{"Effect":"Allow","Action":"s3:*","Resource":["arn:aws:s3:::eksdemo1-${aws:PrincipalTag/team}","arn:aws:s3:::eksdemo1-${aws:PrincipalTag/team}/*"]}""")]
    [InlineData("AAAA--", Any, """{"Effect":"Allow","Action":"s3:*","Resource":"*"}""")]
    [InlineData("AAAADA", Any, Any + """,{"Effect":"Deny","Action":"iam:*","Resource":"*"}""")]
    [InlineData("D-----", """{"Effect":"Deny","Action":"s3:ListAllMyBuckets","Resource":"*"}""", Any)]
    [InlineData("--A---", """{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::eksdemo1-backups/*"}""", """{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}""")]
    public async Task Agrees_with_the_services(string expected, string identity, string? boundary = null)
    {
        await using var role = await SimulatedRole.MakeAsync(fixture, Trust, identity, boundary);
        var session = await fixture.Client.QueryAsync("sts", "AssumeRole", ("RoleArn", Role), ("RoleSessionName", "simulated"));
        var client = fixture.As(session["AccessKeyId"]!, session["SecretAccessKey"]!, session["SessionToken"]);
        var (simulated, done) = ("", "");
        foreach (var probe in Probes)
        {
            simulated += await SimulateAsync(probe);
            done += await DoAsync(probe, client);
        }

        Assert.Equal((expected, expected), (simulated, done));
    }

    private async Task<char> SimulateAsync(Probe probe)
    {
        var context = Context.SelectMany((entry, index) => new[]
        {
            ($"ContextEntries.member.{index + 1}.ContextKeyName", entry.Key),
            ($"ContextEntries.member.{index + 1}.ContextKeyType", entry.Key == "aws:SourceIp" ? "ip" : "string"),
            ($"ContextEntries.member.{index + 1}.ContextKeyValues.member.1", entry.Value),
        });
        // Only ListBucket has a prefix.
        var known = context.Take(probe.Action == "s3:ListBucket" ? int.MaxValue : (Context.Length - 1) * 3);
        var answer = await fixture.Client.QueryAsync("iam", "SimulatePrincipalPolicy",
            [("PolicySourceArn", Role), ("ActionNames.member.1", probe.Action), ("ResourceArns.member.1", probe.Resource), .. known]);
        return answer["EvalDecision"] switch { "allowed" => 'A', "explicitDeny" => 'D', "implicitDeny" => '-', var other => throw new InvalidOperationException($"{other}: {answer.Body}") };
    }

    private static async Task<char> DoAsync(Probe probe, SignedClient session)
    {
        var answer = await probe.Ask(session);
        if (answer.Status != 403)
            return 'A';
        Assert.Contains($"is not authorized to perform: {probe.Action}", answer.Body, StringComparison.Ordinal);
        return answer.Body.Contains("with an explicit deny in", StringComparison.Ordinal) ? 'D' : '-';
    }

    private sealed record Probe(string Action, string Resource, Func<SignedClient, Task<Answer>> Ask);

    /// <summary>A role with one inline policy, and perhaps a boundary, for the time of one test.</summary>
    private sealed class SimulatedRole(AwsLab lab) : IAsyncDisposable
    {
        private const string Boundary = "arn:aws:iam::111122223333:policy/boundary";

        public static async Task<SimulatedRole> MakeAsync(AwsLab lab, string trust, string identity, string? boundary)
        {
            var role = new SimulatedRole(lab);
            await role.Do("CreateRole", ("RoleName", "simulated"), ("AssumeRolePolicyDocument", trust), ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "backups"));
            if (identity.Length > 0)
                await role.Do("PutRolePolicy", ("RoleName", "simulated"), ("PolicyName", "inline"), ("PolicyDocument", Document(identity)));
            if (boundary is not null)
            {
                await role.Do("CreatePolicy", ("PolicyName", "boundary"), ("PolicyDocument", Document(boundary)));
                await role.Do("PutRolePermissionsBoundary", ("RoleName", "simulated"), ("PermissionsBoundary", Boundary));
            }

            return role;
        }

        public async ValueTask DisposeAsync()
        {
            // What is not there cannot be deleted, which is no matter.
            await lab.Client.QueryAsync("iam", "DeleteRolePolicy", ("RoleName", "simulated"), ("PolicyName", "inline"));
            await Do("DeleteRole", ("RoleName", "simulated"));
            await lab.Client.QueryAsync("iam", "DeletePolicy", ("PolicyArn", Boundary));
        }

        private async Task Do(string action, params (string, string)[] parameters)
        {
            var answer = await lab.Client.QueryAsync("iam", action, parameters);
            Assert.True(answer.Status == 200, answer.Body);
        }

        private static string Document(string statements) => $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}""";
    }
}
