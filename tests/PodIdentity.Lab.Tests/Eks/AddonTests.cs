using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.Eks;

public sealed class AddonTests
{
    private const string Addons = "/clusters/eksdemo1/addons";
    private const string Agent = Addons + "/eks-pod-identity-agent";
    private const string Create = """{"addonName":"eks-pod-identity-agent"}""";

    private readonly EksLab _lab = new();

    [Fact]
    public async Task A_new_add_on_is_created_with_the_default_version_and_becomes_active_when_its_pods_are_ready()
    {
        _lab.Cluster.Applied = new AgentRollout(true, 2, 1);
        var created = (await _lab.Call("POST", Addons, Create))["addon"]!;
        await _lab.Settle();
        var waiting = await Status();
        _lab.Cluster.Rollout = new AgentRollout(true, 2, 2);

        Assert.Equal("CREATING", (string?)created["status"]);
        Assert.Equal("v1.3.10-eksbuild.1", (string?)created["addonVersion"]);
        Assert.Equal("CREATING", waiting);
        Assert.Equal("ACTIVE", await Status());
        Assert.Equal(["apply v1.3.10-eksbuild.1"], _lab.Cluster.Done);
    }

    [Fact]
    public async Task An_add_on_takes_the_add_on_delay_at_least()
    {
        var lab = new EksLab(new LabOptions { AddonDelay = TimeSpan.FromMinutes(5) });
        await lab.Call("POST", Addons, Create);
        await lab.Settle();
        var early = await Status(lab);
        lab.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("CREATING", early);
        Assert.Equal("ACTIVE", await Status(lab));
    }

    [Fact]
    public async Task Pods_that_never_get_ready_degrade_the_add_on_until_they_are()
    {
        _lab.Cluster.Applied = new AgentRollout(true, 2, 1);
        await _lab.Call("POST", Addons, Create);
        await _lab.Settle();
        _lab.Clock.Advance(TimeSpan.FromMinutes(2));

        var degraded = (await _lab.Call("GET", Agent))["addon"]!;
        _lab.Cluster.Rollout = new AgentRollout(true, 2, 2);
        var healed = (await _lab.Call("GET", Agent))["addon"]!;

        Assert.Equal("DEGRADED", (string?)degraded["status"]);
        Assert.Equal("InsufficientNumberOfReplicas", (string?)degraded["health"]!["issues"]![0]!["code"]);
        Assert.Equal("The add-on is unhealthy because it doesn't have the desired number of replicas.", (string?)degraded["health"]!["issues"]![0]!["message"]);
        Assert.Equal("ACTIVE", (string?)healed["status"]);
        Assert.Empty(healed["health"]!["issues"]!.AsArray());
    }

    [Fact]
    public async Task A_self_managed_agent_is_a_conflict_unless_it_may_be_overwritten()
    {
        _lab.Cluster.Rollout = new AgentRollout(true, 2, 2);
        await _lab.Call("POST", Addons, Create);
        var failed = (await _lab.Call("GET", Agent))["addon"]!;
        await _lab.Call("POST", Agent + "/update", """{"resolveConflicts":"OVERWRITE"}""");
        await _lab.Settle();

        Assert.Equal("CREATE_FAILED", (string?)failed["status"]);
        Assert.Equal("ConfigurationConflict", (string?)failed["health"]!["issues"]![0]!["code"]);
        Assert.StartsWith(
            "Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts:\nDaemonSet.apps eks-pod-identity-agent",
            (string?)failed["health"]!["issues"]![0]!["message"], StringComparison.Ordinal);
        Assert.Equal("ACTIVE", await Status());
    }

    [Fact]
    public async Task Deleting_an_add_on_that_never_applied_leaves_the_self_managed_agent_alone()
    {
        _lab.Cluster.Rollout = new AgentRollout(true, 2, 2);
        await _lab.Call("POST", Addons, Create);
        await _lab.Call("DELETE", Agent);
        await _lab.Settle();

        Assert.StartsWith("404 ResourceNotFoundException", await _lab.Refusal("GET", Agent), StringComparison.Ordinal);
        Assert.Empty(_lab.Cluster.Done);
    }

    [Fact]
    public async Task A_deleted_add_on_is_deleting_and_then_gone_with_its_pods()
    {
        await Installed();
        var deleted = (await _lab.Call("DELETE", Agent))["addon"]!;
        await _lab.Settle();

        Assert.Equal("DELETING", (string?)deleted["status"]);
        Assert.Equal("404 ResourceNotFoundException: No addon: eks-pod-identity-agent found in cluster: eksdemo1", await _lab.Refusal("GET", Agent));
        Assert.False(_lab.Cluster.Rollout.Exists);
    }

    [Fact]
    public async Task A_preserved_agent_stays_and_is_no_conflict_for_the_next_add_on()
    {
        await Installed();
        await _lab.Call("DELETE", Agent + "?preserve=true");
        await _lab.Settle();
        var kept = _lab.Cluster.Rollout.Exists;
        Assert.StartsWith("404", await _lab.Refusal("GET", Agent), StringComparison.Ordinal);
        await Installed();

        Assert.True(kept);
        Assert.Equal("ACTIVE", await Status());
    }

    [Fact]
    public async Task An_update_is_in_progress_and_then_successful_and_found_under_its_add_on_only()
    {
        await Installed();
        var update = (await _lab.Call("POST", Agent + "/update", """{"addonVersion":"v1.3.10-eksbuild.2","resolveConflicts":"OVERWRITE"}"""))["update"]!;
        var path = $"/clusters/eksdemo1/updates/{update["id"]}";
        var updating = await Status();
        var busy = await _lab.Refusal("POST", Agent + "/update", """{"addonVersion":"v1.3.10-eksbuild.1"}""");
        await _lab.Settle();
        var active = (await _lab.Call("GET", Agent))["addon"]!;

        Assert.Equal("InProgress", (string?)update["status"]);
        Assert.Equal("AddonUpdate", (string?)update["type"]);
        Assert.Equal("""[{"type":"AddonVersion","value":"v1.3.10-eksbuild.2"},{"type":"ResolveConflicts","value":"OVERWRITE"}]""", update["params"]!.ToJsonString());
        Assert.Equal("UPDATING", updating);
        Assert.Equal("409 ResourceInUseException: Addon eks-pod-identity-agent cannot be updated as it is currently in UPDATING state", busy);
        Assert.Equal(("ACTIVE", "v1.3.10-eksbuild.2"), ((string?)active["status"], (string?)active["addonVersion"]));
        Assert.Equal("Successful", (string?)(await _lab.Call("GET", path + "?addonName=eks-pod-identity-agent"))["update"]!["status"]);
        Assert.Equal($"404 ResourceNotFoundException: No update found for ID: {update["id"]}", await _lab.Refusal("GET", path));
        Assert.Equal([(string?)update["id"]], Texts((await _lab.Call("GET", "/clusters/eksdemo1/updates?addonName=eks-pod-identity-agent"))["updateIds"]!));
    }

    [Fact]
    public async Task A_cluster_that_refuses_the_agent_fails_the_creation()
    {
        _lab.Cluster.ApplyFailure = new InvalidOperationException("connection refused");
        await _lab.Call("POST", Addons, Create);
        await _lab.Settle();
        var failed = (await _lab.Call("GET", Agent))["addon"]!;

        Assert.Equal("CREATE_FAILED", (string?)failed["status"]);
        Assert.Equal("ClusterUnreachable", (string?)failed["health"]!["issues"]![0]!["code"]);
    }

    [Theory]
    [InlineData("""{"addonName":"vpc-cni"}""", "409 ResourceInUseException: Addon already exists.")]
    [InlineData("""{"addonName":"nothing"}""", "400 InvalidParameterException: Addon specified is not supported")]
    [InlineData("""{"addonName":"metrics-server","addonVersion":"v9"}""", "400 InvalidParameterException: Addon version specified is not supported")]
    [InlineData("""{"addonName":"metrics-server","resolveConflicts":"PRESERVE"}""", "400 InvalidParameterException: Resolve conflicts option preserve is not supported for operation CreateAddon")]
    [InlineData("""{"addonName":"metrics-server","podIdentityAssociations":[{"serviceAccount":"x","roleArn":"y"}]}""", "400 InvalidParameterException: Pod Identity feature is not supported for addon version: v0.8.0-eksbuild.3")]
    [InlineData("""{"addonName":"eks-pod-identity-agent","configurationValues":"{\"nope\":1}"}""", "400 InvalidParameterException: ConfigurationValue provided in request is not supported: Json schema validation failed with error: \n[$.nope: is not defined in the schema and the schema does not allow additional properties]")]
    [InlineData("""{"addonName":"eks-pod-identity-agent","configurationValues":"{\"agent\":[]}"}""", "400 InvalidParameterException: ConfigurationValue provided in request is not supported: Json schema validation failed with error: \n[$.agent: array found, object expected]")]
    [InlineData("{}", "400 InvalidParameterException: The parameter addonName is required.")]
    [InlineData("""{"addonName":7}""", "400 BadRequestException: Invalid request body")]
    [InlineData("""{"addonName":""", "400 BadRequestException: Invalid request body")]
    public async Task A_creation_is_refused_as_EKS_refuses_it(string body, string refusal)
    {
        Assert.Equal(refusal, await _lab.Refusal("POST", Addons, body));
        Assert.Equal(["coredns", "kube-proxy", "vpc-cni"], Texts((await _lab.Call("GET", Addons))["addons"]!));
    }

    [Fact]
    public async Task Configuration_that_fits_the_schema_is_kept()
    {
        var created = await _lab.Call(
            "POST", Addons, """{"addonName":"eks-pod-identity-agent","configurationValues":"{\"agent\":{\"additionalArgs\":{\"-b\":\"169.254.170.23\"}}}"}""");

        Assert.Equal("""{"agent":{"additionalArgs":{"-b":"169.254.170.23"}}}""", (string?)created["addon"]!["configurationValues"]);
    }

    [Fact]
    public async Task Associations_of_an_add_on_belong_to_it_and_follow_its_updates()
    {
        var (first, second) = (_lab.Iam.AddRole("first"), _lab.Iam.AddRole("second"));
        var created = await _lab.Call("POST", Addons, Ebs(first));
        await _lab.Settle();
        var arn = (string?)created["addon"]!["podIdentityAssociations"]![0];
        var path = "/clusters/eksdemo1/pod-identity-associations/" + arn![(arn!.LastIndexOf('/') + 1)..];

        var association = (await _lab.Call("GET", path))["association"]!;
        Assert.Equal((string?)created["addon"]!["addonArn"], (string?)association["ownerArn"]);
        Assert.Equal("kube-system", (string?)association["namespace"]);
        Assert.StartsWith("400 InvalidRequestException", await _lab.Refusal("DELETE", path), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidRequestException", await _lab.Refusal("POST", path, """{"disableSessionTags":true}"""), StringComparison.Ordinal);

        await _lab.Call("POST", Addons + "/aws-ebs-csi-driver/update", Ebs(second));
        await _lab.Settle();
        Assert.Equal(second, (string?)(await _lab.Call("GET", path))["association"]!["roleArn"]);

        await _lab.Call("POST", Addons + "/aws-ebs-csi-driver/update", """{"podIdentityAssociations":[]}""");
        Assert.StartsWith("404", await _lab.Refusal("GET", path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_token_gives_the_same_answer_and_other_parameters_are_refused()
    {
        const string Body = """{"addonName":"eks-pod-identity-agent","clientRequestToken":"t1"}""";
        var first = await _lab.Call("POST", Addons, Body);
        await _lab.Settle();
        var second = await _lab.Call("POST", Addons, Body);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.StartsWith(
            "400 InvalidParameterException",
            await _lab.Refusal("POST", Addons, """{"addonName":"metrics-server","clientRequestToken":"t1"}"""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_action_is_asked_of_IAM_on_its_own_resource()
    {
        await Installed();
        var arn = (string?)(await _lab.Call("GET", Agent))["addon"]!["addonArn"];
        _lab.Iam.DeniedActions.Add("eks:DeleteAddon");

        Assert.Equal(
            $"403 AccessDeniedException: User: arn:aws:iam::111122223333:user/admin is not authorized to perform: eks:DeleteAddon on resource: {arn}",
            await _lab.Refusal("DELETE", Agent));
        Assert.Contains(_lab.Iam.Asked, a => a is { Action: "eks:CreateAddon", Resource: "arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1" });
    }

    [Fact]
    public async Task Versions_are_filtered_and_each_Kubernetes_version_has_one_default()
    {
        var all = (await _lab.Call("GET", "/addons/supported-versions"))["addons"]!.AsArray();
        var agent = (await _lab.Call("GET", "/addons/supported-versions?addonName=eks-pod-identity-agent&kubernetesVersion=1.33"))["addons"]!.AsArray();
        var versions = Assert.Single(agent)!["addonVersions"]!.AsArray();

        Assert.Equal(6, all.Count);
        foreach (var addon in all)
        {
            var compatibilities = addon!["addonVersions"]!.AsArray().SelectMany(v => v!["compatibilities"]!.AsArray()).ToList();
            Assert.All(
                new[] { "1.31", "1.32", "1.33", "1.34" },
                k => Assert.Single(compatibilities, c => (string?)c!["clusterVersion"] == k && (bool)c["defaultVersion"]!));
        }

        Assert.Equal(["v1.3.10-eksbuild.2", "v1.3.10-eksbuild.1", "v1.3.8-eksbuild.2"], versions.Select(v => (string?)v!["addonVersion"]));
        Assert.Equal("400 InvalidParameterException: Addon eks-pod-identity-agent specified is not supported in 1.20 kubernetes version",
            await _lab.Refusal("GET", "/addons/supported-versions?addonName=eks-pod-identity-agent&kubernetesVersion=1.20"));
    }

    [Fact]
    public async Task Listings_come_in_pages_whose_tokens_are_good_for_the_same_question_only()
    {
        var first = await _lab.Call("GET", Addons + "?maxResults=2");
        var token = Uri.EscapeDataString((string)first["nextToken"]!);
        var second = await _lab.Call("GET", $"{Addons}?maxResults=2&nextToken={token}");

        Assert.Equal(["coredns", "kube-proxy"], Texts(first["addons"]!));
        Assert.Equal(["vpc-cni"], Texts(second["addons"]!));
        Assert.True(second.AsObject().ContainsKey("nextToken"));
        Assert.Null(second["nextToken"]);
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("GET", $"/clusters?nextToken={token}"), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("GET", Addons + "?nextToken=rubbish"), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("GET", Addons + "?maxResults=0"), StringComparison.Ordinal);
        Assert.StartsWith("400 InvalidParameterException", await _lab.Refusal("GET", Addons + "?maxResults=101"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reset_forgets_everything_but_the_cluster()
    {
        await Installed();
        _lab.State.Reset();

        Assert.Equal(["coredns", "kube-proxy", "vpc-cni"], Texts((await _lab.Call("GET", Addons))["addons"]!));
        Assert.Equal("ACTIVE", (string?)(await _lab.Call("GET", "/clusters/eksdemo1"))["cluster"]!["status"]);
    }

    private static string Ebs(string role) =>
        $$"""{"addonName":"aws-ebs-csi-driver","podIdentityAssociations":[{"serviceAccount":"ebs-csi-controller-sa","roleArn":"{{role}}"}]}""";

    private static IEnumerable<string?> Texts(JsonNode array) => array.AsArray().Select(n => (string?)n);

    private async Task Installed()
    {
        await _lab.Call("POST", Addons, Create);
        await _lab.Settle();
        Assert.Equal("ACTIVE", await Status());
    }

    private Task<string?> Status() => Status(_lab);

    private static async Task<string?> Status(EksLab lab) => (string?)(await lab.Call("GET", Agent))["addon"]!["status"];
}
