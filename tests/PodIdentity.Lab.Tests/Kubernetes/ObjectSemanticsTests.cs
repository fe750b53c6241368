using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>What becomes of objects: defaults, validation, versions, deletion.</summary>
public sealed class ObjectSemanticsTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    [Fact]
    public async Task A_created_pod_has_identity_and_defaults()
    {
        var pods = await PodsOfNewNamespaceAsync();
        var pod = (await cluster.PostAsync(pods, TestCluster.Pod("p"))).Body;

        Assert.NotEmpty(pod.Uid());
        Assert.NotEqual(0, pod.Version());
        Assert.Equal(("Always", 30L, "Pending", "default"),
            (pod.Text("spec", "restartPolicy"), pod.Number("spec", "terminationGracePeriodSeconds"), pod.Text("status", "phase"), pod.Text("spec", "serviceAccountName")));
        Assert.Equal("IfNotPresent", pod.Items("spec", "containers").Single().Text("imagePullPolicy"));
    }

    [Fact]
    public async Task A_dry_run_goes_through_admission_and_stores_nothing()
    {
        var pods = await PodsOfNewNamespaceAsync();
        var answer = await cluster.PostAsync($"{pods}?dryRun=All", TestCluster.Pod("p"));

        Assert.Equal((201, "dry"), (answer.Status, answer.Body.Annotation("test/admitted")));
        Assert.Equal(404, (await cluster.GetAsync($"{pods}/p")).Status);
    }

    [Fact]
    public async Task A_generated_name_begins_with_its_prefix()
    {
        var pod = TestCluster.Pod("p");
        pod["metadata"] = new JsonObject { ["generateName"] = "job-" };
        var name = (await cluster.PostAsync(await PodsOfNewNamespaceAsync(), pod)).Body.Name();

        Assert.Matches("^job-[a-z0-9]{5}$", name);
    }

    [Fact]
    public async Task An_invalid_object_is_refused_with_every_cause()
    {
        var pod = TestCluster.Pod("Not_A_Name");
        pod["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "c" }) };
        var answer = await cluster.PostAsync("/api/v1/namespaces/default/pods", pod);

        Assert.Equal((422, "Invalid"), (answer.Status, answer.Reason));
        Assert.StartsWith("Pod \"Not_A_Name\" is invalid: [metadata.name: Invalid value: \"Not_A_Name\": a lowercase RFC 1123 subdomain", answer.Message);
        Assert.Equal(["metadata.name", "spec.containers[0].image"], answer.Body.Items("details", "causes").Select(cause => cause.Text("field")));
    }

    [Fact]
    public async Task What_is_missing_or_there_already_is_said_in_the_servers_words()
    {
        var pods = await PodsOfNewNamespaceAsync();
        await cluster.PostAsync(pods, TestCluster.Pod("p"));

        Assert.Equal((409, "pods \"p\" already exists"), Told(await cluster.PostAsync(pods, TestCluster.Pod("p"))));
        Assert.Equal((409, "pods \"p\" already exists"), Told(await cluster.PostAsync($"{pods}?dryRun=All", TestCluster.Pod("p"))));
        Assert.Equal((404, "namespaces \"nowhere\" not found"), Told(await cluster.PostAsync("/api/v1/namespaces/nowhere/pods", TestCluster.Pod("p"))));
        Assert.Equal((404, "daemonsets.apps \"d\" not found"), Told(await cluster.GetAsync("/apis/apps/v1/namespaces/default/daemonsets/d")));
        Assert.Equal((400, "the namespace of the provided object does not match the namespace sent on the request"), Told(await cluster.PostAsync("/api/v1/namespaces/default/pods", In("elsewhere", TestCluster.Pod("p")))));
    }

    [Fact]
    public async Task An_update_of_an_old_version_conflicts()
    {
        var accounts = $"/api/v1/namespaces/{await cluster.NewNamespaceAsync()}/serviceaccounts";
        var read = (await cluster.PostAsync(accounts, Named("app"))).Body;
        read["metadata"]!["labels"] = new JsonObject { ["a"] = "1" };

        var first = await cluster.SendAsync(HttpMethod.Put, $"{accounts}/app", read);
        read["metadata"]!["labels"]!["a"] = "2";
        var second = await cluster.SendAsync(HttpMethod.Put, $"{accounts}/app", read);

        Assert.Equal(200, first.Status);
        Assert.Equal((409, "Operation cannot be fulfilled on serviceaccounts \"app\": the object has been modified; please apply your changes to the latest version and try again"), Told(second));
    }

    [Fact]
    public async Task A_write_that_changes_nothing_keeps_the_version()
    {
        var accounts = $"/api/v1/namespaces/{await cluster.NewNamespaceAsync()}/serviceaccounts";
        var created = (await cluster.PostAsync(accounts, Named("app"))).Body;

        var patched = await cluster.SendAsync(HttpMethod.Patch, $"{accounts}/app", new JsonObject(), "application/merge-patch+json");

        Assert.Equal(created.Version(), patched.Body.Version());
    }

    [Fact]
    public async Task The_specification_of_a_pod_does_not_change_but_for_its_image()
    {
        var pods = await PodsOfNewNamespaceAsync();
        await cluster.PostAsync(pods, TestCluster.Pod("p"));
        Task<Answer> Patch(string field, string value) => cluster.SendAsync(HttpMethod.Patch, $"{pods}/p",
            JsonNode.Parse($$$"""{"spec":{"containers":[{"name":"main","{{{field}}}":"{{{value}}}"}]}}"""), "application/strategic-merge-patch+json");

        Assert.Equal(200, (await Patch("image", "busybox:2")).Status);
        var refused = await Patch("workingDir", "/tmp");
        Assert.Equal(422, refused.Status);
        Assert.StartsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than", refused.Message);
    }

    [Fact]
    public async Task Status_and_the_rest_are_written_apart()
    {
        var deployments = $"/apis/apps/v1/namespaces/{await cluster.NewNamespaceAsync()}/daemonsets";
        await cluster.PostAsync(deployments, DaemonSet("d"));
        const string merge = "application/merge-patch+json";

        await cluster.SendAsync(HttpMethod.Patch, $"{deployments}/d", JsonNode.Parse("""{"status":{"numberReady":77}}"""), merge);
        Assert.NotEqual(77, (await cluster.GetAsync($"{deployments}/d")).Body.Number("status", "numberReady"));
        var written = await cluster.SendAsync(HttpMethod.Patch, $"{deployments}/d/status", JsonNode.Parse("""{"status":{"numberMisscheduled":5},"spec":{"minReadySeconds":9}}"""), merge);
        Assert.Equal((5L, null), (written.Body.Number("status", "numberMisscheduled"), written.Body.Number("spec", "minReadySeconds")));
    }

    [Fact]
    public async Task A_misspelt_field_is_refused_warned_of_or_dropped()
    {
        var pods = await PodsOfNewNamespaceAsync();
        JsonObject Misspelt(string name)
        {
            var pod = TestCluster.Pod(name);
            pod["spec"]!["restartPolicyy"] = "Never";
            return pod;
        }

        var strict = await cluster.PostAsync($"{pods}?fieldValidation=Strict", Misspelt("a"));
        Assert.Equal((400, "Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.restartPolicyy\""), Told(strict));
        var warned = await cluster.PostAsync(pods, Misspelt("b"));
        Assert.Equal(["299 - \"unknown field \\\"spec.restartPolicyy\\\"\""], warned.Warnings);
        var ignored = await cluster.PostAsync($"{pods}?fieldValidation=Ignore", Misspelt("c"));
        Assert.Empty(ignored.Warnings);
        Assert.Null(ignored.Body.At("spec", "restartPolicyy"));
    }

    [Fact]
    public async Task A_pod_ends_gracefully_unless_told_otherwise()
    {
        var home = await cluster.NewNamespaceAsync();
        var pods = $"/api/v1/namespaces/{home}/pods";
        await cluster.PostAsync(pods, TestCluster.Pod("p"));
        await cluster.WaitAsync("pods", home, "p", pod => pod.Text("status", "phase") == "Running");

        var wrong = await cluster.SendAsync(HttpMethod.Delete, $"{pods}/p", JsonNode.Parse("""{"preconditions":{"uid":"another"}}"""));
        Assert.Equal(409, wrong.Status);
        var graceful = await cluster.SendAsync(HttpMethod.Delete, $"{pods}/p", JsonNode.Parse("""{"gracePeriodSeconds":5}"""));
        Assert.Equal((200, "Pod", 5L), (graceful.Status, graceful.Body.Text("kind"), graceful.Body.Number("metadata", "deletionGracePeriodSeconds")));
    }

    [Fact]
    public async Task An_object_with_a_finalizer_stays_until_it_is_taken_off()
    {
        var accounts = $"/api/v1/namespaces/{await cluster.NewNamespaceAsync()}/serviceaccounts";
        var account = Named("app");
        account["metadata"]!["finalizers"] = new JsonArray("test/keep");
        await cluster.PostAsync(accounts, account);

        await cluster.SendAsync(HttpMethod.Delete, $"{accounts}/app");
        Assert.True((await cluster.GetAsync($"{accounts}/app")).Body.IsDeleting());
        await cluster.SendAsync(HttpMethod.Patch, $"{accounts}/app", JsonNode.Parse("""{"metadata":{"finalizers":null}}"""), "application/merge-patch+json");
        Assert.Equal(404, (await cluster.GetAsync($"{accounts}/app")).Status);
    }

    [Fact]
    public async Task A_collection_is_deleted_as_far_as_its_selector_reaches()
    {
        var accounts = $"/api/v1/namespaces/{await cluster.NewNamespaceAsync()}/serviceaccounts";
        foreach (var name in (string[])["a", "b"])
        {
            var account = Named(name);
            account["metadata"]!["labels"] = new JsonObject { ["name"] = name };
            await cluster.PostAsync(accounts, account);
        }

        await cluster.SendAsync(HttpMethod.Delete, $"{accounts}?labelSelector=name=a");

        Assert.Equal(["b", "default"], (await cluster.GetAsync(accounts)).Body.Items("items").Select(item => item.Name()));
    }

    [Fact]
    public async Task Restricted_namespaces_refuse_what_the_standard_forbids_and_admit_what_it_allows()
    {
        var home = await cluster.NewNamespaceAsync();
        await cluster.SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{home}",
            JsonNode.Parse("""{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"restricted"}}}"""), "application/merge-patch+json");

        var refused = await cluster.PostAsync($"/api/v1/namespaces/{home}/pods?dryRun=All", TestCluster.Pod("p"));
        Assert.Equal((403, "pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": "
            + "allowPrivilegeEscalation != false (container \"main\" must set securityContext.allowPrivilegeEscalation=false), "
            + "unrestricted capabilities (container \"main\" must set securityContext.capabilities.drop=[\"ALL\"]), "
            + "runAsNonRoot != true (pod or container \"main\" must set securityContext.runAsNonRoot=true), "
            + "seccompProfile (pod or container \"main\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")"), Told(refused));

        var pod = TestCluster.Pod("p");
        pod["spec"]!["securityContext"] = JsonNode.Parse("""{"runAsNonRoot":true,"seccompProfile":{"type":"RuntimeDefault"}}""");
        pod["spec"]!["containers"]![0]!["securityContext"] = JsonNode.Parse("""{"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"]}}""");
        Assert.Equal(201, (await cluster.PostAsync($"/api/v1/namespaces/{home}/pods", pod)).Status);
    }

    private async Task<string> PodsOfNewNamespaceAsync() => $"/api/v1/namespaces/{await cluster.NewNamespaceAsync()}/pods";

    private static (int, string?) Told(Answer answer) => (answer.Status, answer.Message);

    private static JsonObject Named(string name) => new() { ["metadata"] = new JsonObject { ["name"] = name } };

    private static JsonObject In(string @namespace, JsonObject value)
    {
        value["metadata"]!["namespace"] = @namespace;
        return value;
    }

    private static JsonObject DaemonSet(string name) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name },
        ["spec"] = new JsonObject
        {
            ["selector"] = JsonNode.Parse("""{"matchLabels":{"app":"d"}}"""),
            ["template"] = JsonNode.Parse("""{"metadata":{"labels":{"app":"d"}},"spec":{"containers":[{"name":"c","image":"i:1"}]}}"""),
        },
    };
}
