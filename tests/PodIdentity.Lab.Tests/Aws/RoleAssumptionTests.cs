using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>IAM as EKS uses it, without a network.</summary>
public sealed class RoleAssumptionTests
{
    private const string Account = "111122223333";
    private const string ClusterArn = "arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1";
    private const string Pods = "pods.eks.amazonaws.com";

    private static readonly AccessDeniedStyle Style = new(403, "AccessDenied", NamesResource: true);

    private readonly LabWorld _world;
    private readonly LabOptions _options = new();

    public RoleAssumptionTests() => _world = new LabWorld(_options, () => new Uri("http://127.0.0.1:1"));

    [Fact]
    public void A_trusted_service_gets_a_session_whose_name_and_id_are_those_of_the_role()
    {
        var role = AddRole("app", Trusting(Pods));
        var session = Assume(role, ("kubernetes-namespace", "default"));

        Assert.Equal($"arn:aws:sts::{Account}:assumed-role/app/s-1", session!.AssumedRoleArn);
        Assert.Equal(role.RoleId + ":s-1", session.AssumedRoleId);
    }

    [Fact]
    public void Tags_need_TagSession()
    {
        var role = AddRole("app", """{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":"sts:AssumeRole"}""");
        Assert.NotNull(Assume(role));
        Assert.Null(Assume(role, ("a", "b")));
    }

    [Theory]
    [InlineData("StringEquals", "aws:SourceAccount", Account, true)]
    [InlineData("StringEquals", "aws:SourceAccount", "999999999999", false)]
    [InlineData("ArnEquals", "aws:SourceArn", ClusterArn, true)]
    [InlineData("ArnLike", "aws:SourceArn", "arn:aws:eks:*:111122223333:podidentityassociation/*", false)]
    [InlineData("StringEquals", "aws:RequestTag/kubernetes-namespace", "default", true)]
    [InlineData("StringEquals", "aws:RequestTag/kubernetes-namespace", "other", false)]
    public void Conditions_of_the_trust_policy_hold_or_refuse(string operation, string key, string value, bool allowed)
    {
        var condition = $$""","Condition":{ "{{operation}}": { "{{key}}": "{{value}}" } } }""";
        var role = AddRole("app", Trusting(Pods)[..^1] + condition);
        Assert.Equal(allowed, Assume(role, ("kubernetes-namespace", "default")) is not null);
        Assert.True(_world.Iam.TrustNames(role, Pods, ["sts:AssumeRole", "sts:TagSession"]));
    }

    [Fact]
    public void A_role_made_again_under_the_same_name_is_another_one()
    {
        var before = AddRole("app", Trusting(Pods));
        var session = Assume(before)!;
        _world.Store.Roles.Set("app", null);
        var after = AddRole("app", Trusting(Pods));

        Assert.NotEqual(before.RoleId, after.RoleId);
        Assert.Null(Assume(before));
        Assert.NotNull(Assume(after));
        Assert.False(_world.Credentials.IsAlive(_world.Credentials.Find(session.AccessKeyId)!.Caller));
    }

    [Fact]
    public void Others_see_a_change_only_after_the_consistency_delay()
    {
        _options.ConsistencyDelay = TimeSpan.FromSeconds(5);
        var arn = $"arn:aws:iam::{Account}:role/late";
        _world.Store.Roles.Set("late", NewRole("late", Trusting(Pods)));
        Assert.Null(_world.Iam.FindRole(arn));
        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        var seen = _world.Iam.FindRole(arn)!;

        _world.Store.Roles.Set("late", _world.Store.Role("late") with { TrustPolicy = Document(Trusting("ec2.amazonaws.com")) });
        Assert.NotNull(Assume(seen));
        _world.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Null(Assume(seen));
    }

    [Theory]
    [InlineData(null, null, null, "User: {0} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action")]
    [InlineData("Allow", null, null, null)]
    [InlineData("Deny", null, null, "User: {0} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k with an explicit deny in an identity-based policy")]
    [InlineData("Allow", "ec2:*", null, "User: {0} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no permissions boundary allows the s3:GetObject action")]
    [InlineData("Allow", "s3:*", "ec2:*", "User: {0} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k because no session policy allows the s3:GetObject action")]
    [InlineData("Allow", "s3:*", "s3:*", null)]
    public void The_refusal_names_the_layer(string? identity, string? boundary, string? sessionPolicy, string? text)
    {
        var role = NewRole("app", Trusting(Pods));
        if (identity is not null)
            role = role with { InlinePolicies = role.InlinePolicies.Add("p", Document($$"""{"Effect":"{{identity}}","Action":"s3:*","Resource":"*"}""")) };
        if (boundary is not null)
            role = role with { PermissionsBoundary = AddPolicy(boundary) };
        _world.Store.Roles.Set("app", role);
        var session = Assume(_world.Iam.FindRole(role.Arn)!, sessionPolicy is null ? null : Document($$"""{"Effect":"Allow","Action":"{{sessionPolicy}}","Resource":"*"}"""))!;
        var caller = _world.Credentials.Find(session.AccessKeyId)!.Caller;
        void Ask() => _world.Iam.Authorize(caller, "s3:GetObject", "arn:aws:s3:::b/k", Style);

        if (text is null)
            Ask();
        else
            Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, text, session.AssumedRoleArn), Assert.Throws<AwsException>(Ask).Message);
    }

    [Fact]
    public void Chaining_needs_trust_and_an_identity_policy_and_hands_transitive_tags_on()
    {
        var source = AddRole("source", Trusting(Pods));
        var target = AddRole("target", $$"""{"Effect":"Allow","Principal":{"AWS":"{{source.Arn}}"},"Action":["sts:AssumeRole","sts:TagSession"],"Condition":{"StringEquals":{"aws:RequestTag/team":"blue","sts:ExternalId":"x-1"} } }""");
        var first = _world.Iam.AssumeAsService(source, Pods, new SessionRequest { SessionName = "s-1", Tags = new Dictionary<string, string> { ["team"] = "blue" }, TransitiveTagKeys = ["team"] }, Account, ClusterArn)!;
        var request = new SessionRequest { SessionName = "s-2", ExternalId = "x-1" };

        Assert.Null(_world.Iam.AssumeAsSession(first, target.Arn, request));

        var role = _world.Store.Role("source");
        _world.Store.Roles.Set("source", role with { InlinePolicies = role.InlinePolicies.Add("p", Document($$"""{"Effect":"Allow","Action":"sts:*","Resource":"{{target.Arn}}"}""")) });
        Assert.Null(_world.Iam.AssumeAsSession(first, target.Arn, request with { ExternalId = "other" }));
        var second = _world.Iam.AssumeAsSession(first, target.Arn, request)!;
        Assert.Equal("blue", _world.Credentials.Find(second.AccessKeyId)!.Caller.SessionTags["team"]);
    }

    [Fact]
    public void The_node_session_is_named_by_the_instance_and_renewed_at_half_its_life()
    {
        var arn = _world.NodeRoleArn("eksdemo1");
        var first = _world.Iam.NodeSession(arn, "i-0123456789abcdef0");
        Assert.EndsWith("/i-0123456789abcdef0", first.AssumedRoleArn, StringComparison.Ordinal);
        Assert.Same(first, _world.Iam.NodeSession(arn, "i-0123456789abcdef0"));
        _world.Clock.Advance(TimeSpan.FromHours(4));
        Assert.NotSame(first, _world.Iam.NodeSession(arn, "i-0123456789abcdef0"));
    }

    private Session? Assume(RoleSnapshot role, params (string Key, string Value)[] tags) =>
        _world.Iam.AssumeAsService(role, Pods, new SessionRequest { SessionName = "s-1", Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) }, Account, ClusterArn);

    private Session? Assume(RoleSnapshot role, string? sessionPolicy) =>
        _world.Iam.AssumeAsService(role, Pods, new SessionRequest { SessionName = "s-1", SessionPolicy = sessionPolicy }, Account, ClusterArn);

    private RoleSnapshot AddRole(string name, string trust)
    {
        _world.Store.Roles.Set(name, NewRole(name, trust));
        return _world.Iam.FindRole($"arn:aws:iam::{Account}:role/{name}")!;
    }

    private Role NewRole(string name, string trust) => new()
    {
        Name = name,
        Path = "/",
        Arn = $"arn:aws:iam::{Account}:role/{name}",
        Id = IamStore.NewId("AROA"),
        CreateDate = _world.Store.Now,
        TrustPolicy = Document(trust),
    };

    private string AddPolicy(string action)
    {
        var arn = $"arn:aws:iam::{Account}:policy/boundary";
        var now = _world.Store.Now;
        _world.Store.Policies.Set(arn, new ManagedPolicy
        {
            Name = "boundary",
            Path = "/",
            Arn = arn,
            Id = "ANPA1",
            CreateDate = now,
            UpdateDate = now,
            Versions = [new PolicyVersion("v1", Document($$"""{"Effect":"Allow","Action":"{{action}}","Resource":"*"}"""), now)],
            DefaultVersionId = "v1",
        });
        return arn;
    }

    private static string Trusting(string service) => $$"""{"Effect":"Allow","Principal":{"Service":"{{service}}"},"Action":["sts:AssumeRole","sts:TagSession"]}""";

    private static string Document(string statement) => $$"""{"Version":"2012-10-17","Statement":[{{statement}}]}""";
}
