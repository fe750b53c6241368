using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.Eks;

public sealed class EksAuthTests
{
    private const string Path = "/clusters/eksdemo1/assume-role-for-pod-identity";
    private const string Unauthorized =
        "400 AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.";

    private readonly EksLab _lab = new();

    [Fact]
    public async Task A_pods_token_buys_a_six_hour_session_with_the_six_tags()
    {
        var role = _lab.Iam.AddRole("app");
        var association = await Associate(role);
        var answer = await EksLab.Call(_lab.EksAuth, "POST", Path, Token());
        var (assumed, source, request) = Assert.Single(_lab.Iam.Sessions);

        Assert.Equal((string?)association["associationId"], (string?)answer["podIdentityAssociation"]!["associationId"]);
        Assert.Equal("""{"namespace":"default","serviceAccount":"aws-cli-sa"}""", answer["subject"]!.ToJsonString());
        Assert.Equal("pods.eks.amazonaws.com", (string?)answer["audience"]);
        Assert.StartsWith("arn:aws:sts::111122223333:assumed-role/app/eks-eksdemo1-aws-cli-56-", (string?)answer["assumedRoleUser"]!["arn"], StringComparison.Ordinal);
        Assert.Equal("token", (string?)answer["credentials"]!["sessionToken"]);
        Assert.Equal((role, "pods.eks.amazonaws.com 111122223333 arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1"), (assumed, source));
        Assert.Equal(TimeSpan.FromHours(6), request.Duration);
        Assert.Equal(
            ["eks-cluster-arn", "eks-cluster-name", "kubernetes-namespace", "kubernetes-service-account", "kubernetes-pod-name", "kubernetes-pod-uid"],
            request.TransitiveTagKeys);
        Assert.Equal(
            ["arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1", "eksdemo1", "default", "aws-cli-sa", "aws-cli-5678", "uid"], request.Tags.Values);
    }

    [Fact]
    public async Task Session_tags_can_be_off_and_the_policy_goes_to_the_session()
    {
        await Associate(_lab.Iam.AddRole("app"), "\"disableSessionTags\":true,\"policy\":\"{\\\"Statement\\\":[]}\"");
        await EksLab.Call(_lab.EksAuth, "POST", Path, Token());
        var request = Assert.Single(_lab.Iam.Sessions).Request;

        Assert.Empty(request.Tags);
        Assert.Empty(request.TransitiveTagKeys);
        Assert.Equal("""{"Statement":[]}""", request.SessionPolicy);
    }

    [Fact]
    public async Task A_target_role_is_assumed_from_the_first_with_the_policy_and_the_external_id()
    {
        const string Target = "arn:aws:iam::999988887777:role/target";
        await Associate(_lab.Iam.AddRole("app"), $"\"disableSessionTags\":true,\"policy\":\"{{\\\"Statement\\\":[]}}\",\"targetRoleArn\":\"{Target}\"");
        var answer = await EksLab.Call(_lab.EksAuth, "POST", Path, Token());

        Assert.Equal(2, _lab.Iam.Sessions.Count);
        Assert.Null(_lab.Iam.Sessions[0].Request.SessionPolicy);
        var (assumed, source, request) = _lab.Iam.Sessions[1];
        Assert.Equal(Target, assumed);
        Assert.Contains("assumed-role/app/", source, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(59), request.Duration);
        Assert.Equal("us-east-1/111122223333/eksdemo1/default/aws-cli-sa", request.ExternalId);
        Assert.Equal("""{"Statement":[]}""", request.SessionPolicy);
        Assert.Contains("assumed-role/target/", (string?)answer["assumedRoleUser"]!["arn"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_of_roles_all_read_the_same()
    {
        var role = _lab.Iam.AddRole("app");
        await Associate(role);

        _lab.Iam.Refusing.Add(role);
        Assert.Equal(Unauthorized, await EksLab.Refusal(_lab.EksAuth, "POST", Path, Token()));
        _lab.Iam.Refusing.Clear();
        _lab.Iam.RemoveRole(role);
        Assert.Equal(Unauthorized, await EksLab.Refusal(_lab.EksAuth, "POST", Path, Token()));
        _lab.Iam.AddRole("app");
        Assert.Equal(Unauthorized, await EksLab.Refusal(_lab.EksAuth, "POST", Path, Token()));
    }

    [Fact]
    public async Task An_update_with_the_role_makes_a_role_of_the_same_name_good_again()
    {
        var role = _lab.Iam.AddRole("app");
        var association = await Associate(role);
        _lab.Iam.AddRole("app");
        await _lab.Call("POST", $"/clusters/eksdemo1/pod-identity-associations/{association["associationId"]}", $$"""{"roleArn":"{{role}}"}""");

        await EksLab.Call(_lab.EksAuth, "POST", Path, Token());
    }

    [Fact]
    public async Task Tokens_are_checked_for_form_origin_audience_and_time()
    {
        await Associate(_lab.Iam.AddRole("app"));
        var expired = Claims() with { Expires = DateTimeOffset.Parse("2024-02-09T10:47:44Z", null) };
        var early = Claims() with { NotBefore = DateTimeOffset.UtcNow.AddHours(1) };

        Assert.StartsWith("400 InvalidParameterException", await EksLab.Refusal(_lab.EksAuth, "POST", Path, """{"token":"x"}"""), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException", await EksLab.Refusal(_lab.EksAuth, "POST", Path, "nonsense"), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidTokenException", await EksLab.Refusal(_lab.EksAuth, "POST", Path, """{"token":"un.kno.wn"}"""), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidTokenException", await Refusal(Claims() with { Audiences = ["sts.amazonaws.com"] }), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidTokenException", await Refusal(early), StringComparison.Ordinal);
        Assert.Matches(
            @"^400 ExpiredTokenException: The token included in the request is expired: current date/time \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z must be before the expiration date/time 2024-02-09T10:47:44Z\.$",
            await Refusal(expired));
    }

    [Fact]
    public async Task Advancing_the_clock_expires_a_token()
    {
        await Associate(_lab.Iam.AddRole("app"));
        await EksLab.Call(_lab.EksAuth, "POST", Path, Token());
        _lab.Clock.Advance(TimeSpan.FromDays(2));

        Assert.StartsWith("400 ExpiredTokenException", await Refusal(Claims()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_association_no_cluster_and_no_permission_are_told_apart()
    {
        Assert.StartsWith("404 ResourceNotFoundException", await EksLab.Refusal(_lab.EksAuth, "POST", Path, Token()), StringComparison.Ordinal);
        Assert.StartsWith("404 ResourceNotFoundException", await EksLab.Refusal(_lab.EksAuth, "POST", "/clusters/nope/assume-role-for-pod-identity", Token()), StringComparison.Ordinal);
        _lab.Iam.DeniedActions.Add("eks-auth:AssumeRoleForPodIdentity");
        Assert.StartsWith("400 AccessDeniedException: User: ", await EksLab.Refusal(_lab.EksAuth, "POST", Path, Token()), StringComparison.Ordinal);
        Assert.StartsWith("403 AccessDeniedException: Unable to determine", await EksLab.Refusal(_lab.EksAuth, "GET", "/clusters"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_association_is_not_seen_before_the_consistency_delay()
    {
        var lab = new EksLab(new LabOptions { ConsistencyDelay = TimeSpan.FromMinutes(1) });
        var (first, second) = (lab.Iam.AddRole("first"), lab.Iam.AddRole("second"));
        var id = (await Associate(first, lab: lab))["associationId"];
        lab.Cluster.Tokens["a.b.c"] = Claims();

        Assert.StartsWith("404", await EksLab.Refusal(lab.EksAuth, "POST", Path, """{"token":"a.b.c"}"""), StringComparison.Ordinal);
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        await lab.Call("POST", $"/clusters/eksdemo1/pod-identity-associations/{id}", $$"""{"roleArn":"{{second}}"}""");
        await EksLab.Call(lab.EksAuth, "POST", Path, """{"token":"a.b.c"}""");
        lab.Clock.Advance(TimeSpan.FromMinutes(1));
        await EksLab.Call(lab.EksAuth, "POST", Path, """{"token":"a.b.c"}""");

        Assert.Equal([first, second], lab.Iam.Sessions.Select(s => s.RoleArn));
    }

    private static ServiceAccountToken Claims() => new(
        "default", "aws-cli-sa", "aws-cli-5678", "uid", "node", ["pods.eks.amazonaws.com"], DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1));

    private string Token(ServiceAccountToken? claims = null)
    {
        _lab.Cluster.Tokens["a.b.c"] = claims ?? Claims();
        return """{"token":"a.b.c"}""";
    }

    private Task<string> Refusal(ServiceAccountToken claims) => EksLab.Refusal(_lab.EksAuth, "POST", Path, Token(claims));

    private async Task<JsonNode> Associate(string role, string? more = null, EksLab? lab = null) => (await (lab ?? _lab).Call(
        "POST",
        "/clusters/eksdemo1/pod-identity-associations",
        $$"""{"namespace":"default","serviceAccount":"aws-cli-sa","roleArn":"{{role}}"{{(more is null ? "" : "," + more)}}}"""))["association"]!;
}
