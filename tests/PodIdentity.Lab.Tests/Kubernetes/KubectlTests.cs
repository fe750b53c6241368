namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>Commands of the real kubectl, as its users type them.</summary>
public sealed class KubectlTests(TestCluster cluster) : IClassFixture<TestCluster>
{
    private const string PodYaml = """
        apiVersion: v1
        kind: Pod
        metadata: {name: p, labels: {app: one}}
        spec:
          containers:
          - {name: main, image: "busybox:1.36", command: [sleep, "60"], env: [{name: A, value: "1"}]}
        """;

    private const string DaemonSetYaml = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: ds}
        spec:
          selector: {matchLabels: {app: ds}}
          template:
            metadata: {labels: {app: ds}}
            spec:
              containers:
              - {name: first, image: "busybox:1", env: [{name: A, value: "1"}, {name: B, value: "2"}]}
              - {name: second, image: "busybox:2"}
        """;

    [Fact]
    public async Task Get_nodes_shows_the_columns_of_a_real_cluster()
    {
        var table = await Kubectl.OutputAsync(cluster, "get nodes -o wide");

        Assert.StartsWith("NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME", string.Join(' ', table.Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        var row = Run.Row(table, "ip-192-168-11-24.ec2.internal");
        Assert.Equal(["Ready", "<none>"], row[1..3]);
        Assert.Equal(["v1.31.0-eks-a1b2c3d", "192.168.11.24", "<none>"], row[4..7]);
    }

    [Fact]
    public async Task A_pod_is_created_shown_described_and_deleted()
    {
        var home = await cluster.NewNamespaceAsync();

        Assert.Equal("pod/p created\n", await Kubectl.OutputAsync(cluster, $"-n {home} create -f -", PodYaml));
        Assert.Contains("condition met", await Kubectl.OutputAsync(cluster, $"-n {home} wait --for=condition=Ready pod/p --timeout=10s"));
        Assert.Equal(["p", "1/1", "Running", "0"], Run.Row(await Kubectl.OutputAsync(cluster, $"-n {home} get pods"), "p")[..4]);
        Assert.Contains("Service Account:  default", await Kubectl.OutputAsync(cluster, $"-n {home} describe pod p"));
        Assert.Equal("pod \"p\" deleted\n", await Kubectl.OutputAsync(cluster, $"-n {home} delete pod p"));
        var gone = await Kubectl.RunAsync(cluster, $"-n {home} get pod p");
        Assert.Equal((1, "Error from server (NotFound): pods \"p\" not found"), (gone.ExitCode, gone.Error));
    }

    [Fact]
    public async Task Apply_creates_then_leaves_alone_then_changes_only_what_differs()
    {
        var home = await cluster.NewNamespaceAsync();

        Assert.Equal("daemonset.apps/ds created\n", await Kubectl.OutputAsync(cluster, $"-n {home} apply -f -", DaemonSetYaml));
        Assert.Equal("daemonset.apps/ds unchanged\n", await Kubectl.OutputAsync(cluster, $"-n {home} apply -f -", DaemonSetYaml));
        var changed = DaemonSetYaml.Replace("{name: A, value: \"1\"}, ", "").Replace("busybox:2", "busybox:3");
        Assert.Equal("daemonset.apps/ds configured\n", await Kubectl.OutputAsync(cluster, $"-n {home} apply -f -", changed));

        var template = "{range .spec.template.spec.containers[*]}{.name}={.image}[{.env[*].name}] {end}{.metadata.generation}";
        Assert.Equal("first=busybox:1[B] second=busybox:3[] 2", await Kubectl.OutputAsync(cluster, $"-n {home} get ds ds -o \"jsonpath={template}\""));
    }

    [Fact]
    public async Task A_misspelt_field_is_refused_by_its_path()
    {
        var run = await Kubectl.RunAsync(cluster, "create -f -", PodYaml.Replace("image:", "imagee:"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Pod in version \"v1\" cannot be handled as a Pod: strict decoding error: unknown field \"spec.containers[0].imagee\"", run.Error);
    }

    [Fact]
    public async Task Labels_annotations_and_patches_reach_the_object()
    {
        var home = await cluster.NewNamespaceAsync();
        await Kubectl.OutputAsync(cluster, $"-n {home} create sa app");

        await Kubectl.OutputAsync(cluster, $"-n {home} label sa app team=blue");
        await Kubectl.OutputAsync(cluster, $"-n {home} annotate sa app eks.amazonaws.com/role-arn=arn:aws:iam::1:role/r");
        await Kubectl.OutputAsync(cluster, $"-n {home} patch sa app -p {{\\\"automountServiceAccountToken\\\":false}}");
        await Kubectl.OutputAsync(cluster, $"-n {home} patch sa app --type=json -p [{{\\\"op\\\":\\\"remove\\\",\\\"path\\\":\\\"/metadata/labels/team\\\"}}]");

        var account = cluster.Store.Get("serviceaccounts", home, "app")!;
        Assert.Equal("arn:aws:iam::1:role/r", (string?)account["metadata"]!["annotations"]!["eks.amazonaws.com/role-arn"]);
        Assert.False((bool)account["automountServiceAccountToken"]!);
        Assert.Null(account["metadata"]!["labels"]?["team"]);
    }

    [Theory]
    [InlineData("DaemonSet")]
    [InlineData("Deployment")]
    [InlineData("StatefulSet")]
    public async Task A_rollout_is_restarted_and_followed_to_its_end(string kind)
    {
        var home = await cluster.NewNamespaceAsync();
        var resource = kind.ToLowerInvariant();
        await Kubectl.OutputAsync(cluster, $"-n {home} apply -f -", DaemonSetYaml.Replace("DaemonSet", kind));

        Assert.Equal($"{resource}.apps/ds restarted\n", await Kubectl.OutputAsync(cluster, $"-n {home} rollout restart {resource}/ds"));
        Assert.Matches("successfully rolled out|roll out complete", await Kubectl.OutputAsync(cluster, $"-n {home} rollout status {resource}/ds --timeout=10s"));
        Assert.NotNull(cluster.Store.Get($"{resource}s", home, "ds")!["spec"]!["template"]!["metadata"]!["annotations"]!["kubectl.kubernetes.io/restartedAt"]);
    }

    [Fact]
    public async Task A_deployment_is_scaled_and_given_another_image()
    {
        var home = await cluster.NewNamespaceAsync();
        await Kubectl.OutputAsync(cluster, $"-n {home} create deployment web --image=nginx:1");

        await Kubectl.OutputAsync(cluster, $"-n {home} scale deploy/web --replicas=3");
        await Kubectl.OutputAsync(cluster, $"-n {home} set image deploy/web nginx=nginx:2");

        Assert.Equal(["web", "3/3", "3", "3"], Run.Row(await Kubectl.OutputAsync(cluster, $"-n {home} get deploy"), "web")[..4]);
        Assert.Equal("nginx:2", (string?)cluster.Store.Get("deployments", home, "web")!["spec"]!["template"]!["spec"]!["containers"]![0]!["image"]);
    }

    [Fact]
    public async Task Logs_are_whole_or_the_last_lines_or_followed()
    {
        var home = await StartPodAsync();

        Assert.Equal("line 1 of main\nline 2 of main\nline 3 of main\n", await Kubectl.OutputAsync(cluster, $"-n {home} logs p"));
        Assert.Equal("line 2 of main\nline 3 of main\n", await Kubectl.OutputAsync(cluster, $"-n {home} logs p --tail=2"));
        Assert.Equal("line 1 of main\nline 2 of main\nline 3 of main\n", await Kubectl.OutputAsync(cluster, $"-n {home} logs -f p"));
    }

    [Theory]
    [InlineData("p -- echo one two", "", 0, "one two\n", "")]
    [InlineData("p -- complain loudly", "", 0, "", "loudly")]
    [InlineData("-i p -- cat", "from here", 0, "from here", "")]
    [InlineData("p -- exit 7", "", 7, "", "command terminated with exit code 7")]
    [InlineData("p -- nothing", "", 1, "", "error: Internal error occurred: exec: \"nothing\": executable file not found in $PATH")]
    [InlineData("p -c other -- echo", "", 1, "", "Error from server (BadRequest): container other is not valid for pod p")]
    [InlineData("q -- echo", "", 1, "", "Error from server (NotFound): pods \"q\" not found")]
    public async Task Exec_brings_output_errors_and_exit_codes(string arguments, string input, int exitCode, string output, string error)
    {
        var home = await StartPodAsync();

        var run = await Kubectl.RunAsync(cluster, $"-n {home} exec {arguments}", input);

        Assert.Equal((exitCode, output, error), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_viewer_reads_and_does_nothing_else()
    {
        var home = await StartPodAsync();
        var viewer = $"--context eksdemo1-viewer -n {home}";

        Assert.Contains("Running", await Kubectl.OutputAsync(cluster, $"{viewer} get pods"));
        Assert.Equal("no\n", (await Kubectl.RunAsync(cluster, $"{viewer} auth can-i create pods")).Output);
        var refused = await Kubectl.RunAsync(cluster, $"{viewer} delete pod p");
        Assert.Equal($"Error from server (Forbidden): pods \"p\" is forbidden: User \"kubernetes-viewer\" cannot delete resource \"pods\" in API group \"\" in the namespace \"{home}\"", refused.Error);
        Assert.Contains("cannot create resource \"pods/exec\"", (await Kubectl.RunAsync(cluster, $"{viewer} exec p -- echo")).Error);
    }

    [Fact]
    public async Task A_namespace_takes_its_content_along()
    {
        var home = await StartPodAsync();

        Assert.Equal($"namespace \"{home}\" deleted\n", await Kubectl.OutputAsync(cluster, $"delete ns {home} --timeout=10s"));

        Assert.Null(cluster.Store.Get("pods", home, "p"));
        Assert.Contains("this namespace may not be deleted", (await Kubectl.RunAsync(cluster, "delete ns kube-system")).Error);
    }

    private async Task<string> StartPodAsync()
    {
        var home = await cluster.NewNamespaceAsync();
        await cluster.PostAsync($"/api/v1/namespaces/{home}/pods", TestCluster.Pod("p"));
        await cluster.WaitAsync("pods", home, "p", pod => (string?)pod["status"]!["phase"] == "Running");
        return home;
    }
}

/// <summary>kubectl from 1.32 on speaks protobuf when it creates without a file.</summary>
public sealed class NewerKubectlTests
{
    [Fact]
    public async Task Imperative_creations_arrive()
    {
        await using var cluster = new TestCluster { Version = "1.33" };
        await cluster.InitializeAsync();

        Assert.Equal("namespace/demo created\n", await Kubectl.OutputAsync(cluster, "create namespace demo"));
        Assert.Equal("serviceaccount/app created\n", await Kubectl.OutputAsync(cluster, "-n demo create serviceaccount app"));
        Assert.Equal("deployment.apps/web created\n", await Kubectl.OutputAsync(cluster, "-n demo create deployment web --image=nginx:1 --replicas=2 --port=80 -- run me"));
        Assert.Equal("yes\n", await Kubectl.OutputAsync(cluster, "auth can-i create pods"));

        var container = cluster.Store.Get("deployments", "demo", "web")!["spec"]!["template"]!["spec"]!["containers"]![0]!;
        Assert.Equal(("nginx:1", "me", 80), ((string?)container["image"], (string?)container["command"]![1], (int)container["ports"]![0]!["containerPort"]!));
    }
}
