using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Lab.Tests.World;

/// <summary>The states that real clusters are in, reached as a test reaches them and seen as kubectl and the AWS CLI see them.</summary>
public sealed class ClusterStateTests
{
    private const string Describe = "eks describe-addon --cluster-name eksdemo1 --addon-name eks-pod-identity-agent --output text --query ";

    [Fact]
    public async Task Nodes_of_other_kinds_have_no_agent_pod_and_those_of_Auto_Mode_need_none()
    {
        await using var lab = await JudgedLab.StartAsync(new LabOptions { Nodes = 1 });
        foreach (var kind in (string[])["windows", "auto", "fargate", "hybrid"])
            Assert.Equal(201, await AdminAsync(lab, HttpMethod.Post, "/clusters/eksdemo1/nodes", $$"""{"kind":"{{kind}}"}"""));
        Assert.Equal(400, await AdminAsync(lab, HttpMethod.Post, "/clusters/eksdemo1/nodes", """{"kind":"mainframe"}"""));
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");

        Assert.Equal("1", await lab.KubectlAsync("-n", "kube-system", "get", "daemonset", JudgedLab.Agent, "-o", "jsonpath={.status.desiredNumberScheduled}"));
        Assert.Equal(" auto fargate hybrid", string.Join(' ',
            (await lab.KubectlAsync("get", "nodes", "-o", """jsonpath={range .items[*]}{.metadata.labels.eks\.amazonaws\.com/compute-type}{"\n"}{end}""")).Split('\n').Distinct().Order(StringComparer.Ordinal)));
        await RunOnAsync(lab, "on-auto", "auto");
        await RunOnAsync(lab, "on-fargate", "fargate");
        Assert.Equal(0, (await lab.ExecAsync("on-auto", "aws", "s3", "ls")).ExitCode);
        Assert.Contains("Could not connect to the endpoint URL: \"http://169.254.170.23/v1/credentials\"", (await lab.ExecAsync("on-fargate", "aws", "s3", "ls")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_is_of_Auto_Mode_of_IPv6_or_failed_when_told_so_until_a_reset()
    {
        await using var lab = await JudgedLab.StartAsync(new LabOptions { Nodes = 0 });
        await AdminAsync(lab, HttpMethod.Put, "/clusters/eksdemo1", """{"autoMode":true,"ipFamily":"ipv6","platformVersion":"eks.3"}""");
        await lab.Lab.World.Eks.AddNodeAsync("eksdemo1", NodeKind.Auto, TestContext.Current.CancellationToken);
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.RunPodAsync("app", "default");

        const string Question = "cluster.[computeConfig.enabled,kubernetesNetworkConfig.ipFamily,platformVersion,status]";
        Assert.Equal("True\tipv6\teks.3\tACTIVE", await ClusterAsync(lab, Question));
        Assert.Contains("AWS_CONTAINER_CREDENTIALS_FULL_URI=http://[fd00:ec2::23]/v1/credentials\n", (await lab.ExecAsync("app", "env")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await lab.ExecAsync("app", "aws", "s3", "ls")).ExitCode);

        await AdminAsync(lab, HttpMethod.Put, "/clusters/eksdemo1", """{"status":"FAILED"}""");
        Assert.Equal("FAILED\tNone", await ClusterAsync(lab, "cluster.[status,endpoint]"));
        lab.Lab.World.Reset();
        Assert.Equal("False\tipv4\teks.12\tACTIVE", await ClusterAsync(lab, Question));
    }

    [Fact]
    public async Task Configuration_reaches_the_agent_and_what_others_changed_is_a_conflict()
    {
        await using var lab = await JudgedLab.StartAsync();
        await lab.InstallAgentAsync();
        const string Arguments = "jsonpath={.spec.template.spec.containers[0].args}";
        await lab.KubectlAsync("-n", "kube-system", "patch", "daemonset", JudgedLab.Agent, "-p", """{"spec":{"template":{"spec":{"priorityClassName":"system-cluster-critical"}}}}""");

        await UpdateAsync(lab, "NONE");
        Assert.Equal("UPDATE_FAILED\tConfigurationConflict", await AddonAsync(lab, "addon.[status,health.issues[0].code]"));
        Assert.EndsWith(
            "Conflicts:\nDaemonSet.apps eks-pod-identity-agent - .spec.template.spec.priorityClassName",
            await AddonAsync(lab, "addon.health.issues[0].message"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"-b\"", await lab.KubectlAsync("-n", "kube-system", "get", "daemonset", JudgedLab.Agent, "-o", Arguments), StringComparison.Ordinal);

        await UpdateAsync(lab, "PRESERVE");
        Assert.EndsWith("\"-v\",\"trace\",\"-b\",\"169.254.170.23\"]", await lab.KubectlAsync("-n", "kube-system", "get", "daemonset", JudgedLab.Agent, "-o", Arguments), StringComparison.Ordinal);
        Assert.Equal("system-cluster-critical", await PriorityAsync(lab));
        await lab.AwsAsync("eks", "wait", "addon-active", "--cluster-name", "eksdemo1", "--addon-name", JudgedLab.Agent);
        await UpdateAsync(lab, "OVERWRITE");
        Assert.Equal("system-node-critical", await PriorityAsync(lab));
    }

    [Fact]
    public async Task An_add_on_fails_with_the_issue_that_was_set_and_is_cured_without_it()
    {
        await using var lab = await JudgedLab.StartAsync();
        const string Issue = "/clusters/eksdemo1/addons/eks-pod-identity-agent/issue";
        await AdminAsync(lab, HttpMethod.Put, Issue, """{"code":"AdmissionRequestDenied","message":"admission webhook \"policy.example.com\" denied the request: no"}""");
        await lab.AwsAsync("eks", "create-addon", "--cluster-name", "eksdemo1", "--addon-name", JudgedLab.Agent);
        await Task.Delay(lab.Lab.World.Options.AddonDelay, TestContext.Current.CancellationToken);
        Assert.Equal("CREATE_FAILED\tAdmissionRequestDenied", await AddonAsync(lab, "addon.[status,health.issues[0].code]"));

        await AdminAsync(lab, HttpMethod.Delete, Issue, "{}");
        await UpdateAsync(lab, "OVERWRITE");
        await lab.AwsAsync("eks", "wait", "addon-active", "--cluster-name", "eksdemo1", "--addon-name", JudgedLab.Agent);
        await AdminAsync(lab, HttpMethod.Put, Issue, """{"code":"AccessDenied","message":"no"}""");
        Assert.Equal("DEGRADED\tAccessDenied", await AddonAsync(lab, "addon.[status,health.issues[0].code]"));
    }

    [Fact]
    public async Task Kubectl_puts_quotas_policies_and_Pod_Security_in_the_way()
    {
        await using var lab = await JudgedLab.StartAsync(new LabOptions { Nodes = 1 });
        await lab.KubectlAsync("create", "quota", "few", "--hard=pods=1");
        await lab.RunPodAsync("first", "default");
        Assert.Contains("pods \"second\" is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1",
            (await lab.TryKubectlAsync("run", "second", "--image=nginx")).Error, StringComparison.Ordinal);
        Assert.Contains("pods: 1/1", await lab.KubectlAsync("get", "quota"), StringComparison.Ordinal);

        await lab.KubectlAsync("delete", "quota", "few");
        await lab.KubectlAsync("create", "quota", "sized", "--hard=limits.cpu=1");
        Assert.Contains("pods \"second\" is forbidden: failed quota: sized: must specify limits.cpu for: second",
            (await lab.TryKubectlAsync("run", "second", "--image=nginx")).Error, StringComparison.Ordinal);
        await lab.KubectlAsync("delete", "quota", "sized");

        await lab.KubectlAsync("label", "namespace", "default", "pod-security.kubernetes.io/enforce=baseline");
        Assert.Contains("pods \"second\" is forbidden: violates PodSecurity \"baseline:latest\": host namespaces (hostNetwork=true)",
            (await lab.TryKubectlAsync("run", "second", "--image=nginx", "--overrides", """{"spec":{"hostNetwork":true}}""")).Error, StringComparison.Ordinal);

        var policy = lab.PathOf("policy.json");
        await File.WriteAllTextAsync(policy, """{"apiVersion":"networking.k8s.io/v1","kind":"NetworkPolicy","metadata":{"name":"deny"},"spec":{"podSelector":{},"policyTypes":["Egress"]}}""", TestContext.Current.CancellationToken);
        Assert.Equal("networkpolicy.networking.k8s.io/deny created\n", await lab.KubectlAsync("apply", "-f", policy));
        await lab.KubectlAsync("delete", "mutatingwebhookconfiguration", "pod-identity-webhook");
    }

    [Fact]
    public async Task A_fault_plays_an_admission_webhook_that_says_no()
    {
        await using var lab = await JudgedLab.StartAsync(new LabOptions { Nodes = 1 });
        const string Text = "admission webhook \\\"policy.example.com\\\" denied the request: images from this registry are not allowed";
        await AdminAsync(lab, HttpMethod.Post, "/faults", $$"""{"service":"kubernetes","operation":"create pods","status":403,"message":"{{Text}}"}""");

        Assert.Equal("Error from server (Forbidden): admission webhook \"policy.example.com\" denied the request: images from this registry are not allowed",
            (await lab.TryKubectlAsync("run", "app", "--image=nginx")).Error);
    }

    private static async Task<int> AdminAsync(JudgedLab lab, HttpMethod method, string path, string body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(lab.Lab.Addresses.AdminEndpoint, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", lab.Lab.Addresses.AdminToken);
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    private static async Task RunOnAsync(JudgedLab lab, string name, string computeType)
    {
        var specification = new JsonObject
        {
            ["nodeSelector"] = new JsonObject { ["eks.amazonaws.com/compute-type"] = computeType },
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
        };
        await lab.KubectlAsync("run", name, "--image", "amazon/aws-cli", "--overrides", new JsonObject { ["spec"] = specification }.ToJsonString(), "--command", "--", "sleep", "infinity");
        await lab.KubectlAsync("wait", "--for=condition=Ready", "pod/" + name, "--timeout=30s");
    }

    private static async Task<string> ClusterAsync(JudgedLab lab, string query) =>
        (await lab.AwsAsync("eks", "describe-cluster", "--name", "eksdemo1", "--output", "text", "--query", query)).Trim();

    private static async Task<string> AddonAsync(JudgedLab lab, string query) => (await lab.AwsAsync([.. Describe.Trim().Split(' '), query])).Trim();

    private static Task<string> PriorityAsync(JudgedLab lab) =>
        lab.KubectlAsync("-n", "kube-system", "get", "daemonset", JudgedLab.Agent, "-o", "jsonpath={.spec.template.spec.priorityClassName}");

    private static async Task UpdateAsync(JudgedLab lab, string resolveConflicts)
    {
        await lab.AwsAsync(
            "eks", "update-addon", "--cluster-name", "eksdemo1", "--addon-name", JudgedLab.Agent, "--resolve-conflicts", resolveConflicts,
            "--configuration-values", """{"agent":{"additionalArgs":{"-b":"169.254.170.23"}}}""");
        await Task.Delay(lab.Lab.World.Options.AddonDelay, TestContext.Current.CancellationToken);
    }
}
