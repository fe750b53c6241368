using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Webhook;

namespace PodIdentity.Lab.Tests.Pods;

/// <summary>The golden cases of the webhook's mutation.</summary>
public sealed class WebhookTests
{
    private const string TokenFile = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token";

    private static readonly string[] AllFive =
    [
        "AWS_STS_REGIONAL_ENDPOINTS=regional",
        "AWS_DEFAULT_REGION=us-east-1",
        "AWS_REGION=us-east-1",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=" + TokenFile,
    ];

    [Fact]
    public void Fresh_pod_gets_five_variables_in_order_a_mount_a_volume_first_and_the_label()
    {
        var pod = Mutate("""{"metadata":{"name":"p"},"spec":{"volumes":[{"name":"data"}],"containers":[{"name":"a","env":[{"name":"X","value":"1"}]}]}}""");

        Assert.Equal(["X=1", .. AllFive], Env(pod, 0));
        Assert.Equal("enabled", pod.Label("eks.amazonaws.com/pod-identity"));
        Assert.Equal(
            """[{"name":"eks-pod-identity-token","readOnly":true,"mountPath":"/var/run/secrets/pods.eks.amazonaws.com/serviceaccount"}]""",
            pod.Items("spec", "containers").Single()["volumeMounts"]!.ToJsonString());
        Assert.Equal(
            """[{"name":"eks-pod-identity-token","projected":{"sources":[{"serviceAccountToken":{"audience":"pods.eks.amazonaws.com","expirationSeconds":79200,"path":"eks-pod-identity-token"}}],"defaultMode":420}},{"name":"data"}]""",
            pod.At("spec", "volumes")!.ToJsonString());
    }

    [Fact]
    public void Either_credential_variable_keeps_both_out_but_not_the_rest()
    {
        var pod = Mutate("""{"spec":{"containers":[{"name":"a","env":[{"name":"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE","value":"/mine"}]}]}}""");

        Assert.Equal(["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/mine", .. AllFive[..3]], Env(pod, 0));
        Assert.Single(pod.Items("spec", "containers").Single().Items("volumeMounts"));
    }

    [Theory]
    [InlineData("AWS_REGION")]
    [InlineData("AWS_DEFAULT_REGION")]
    public void Either_region_variable_keeps_both_out(string name)
    {
        var pod = Mutate($$$"""{"spec":{"containers":[{"name":"a","env":[{"name":"{{{name}}}","value":"eu-west-1"}]}]}}""");

        Assert.Equal([$"{name}=eu-west-1", AllFive[0], AllFive[3], AllFive[4]], Env(pod, 0));
    }

    [Fact]
    public void Container_that_has_everything_is_left_alone()
    {
        var pod = Mutate("""
            {"spec":{"containers":[{"name":"a","env":[{"name":"AWS_CONTAINER_CREDENTIALS_FULL_URI","value":"u"},
              {"name":"AWS_REGION","value":"r"},{"name":"AWS_STS_REGIONAL_ENDPOINTS","value":"legacy"}]}]}}
            """);

        Assert.Equal(3, Env(pod, 0).Length);
        Assert.Null(pod.Items("spec", "containers").Single()["volumeMounts"]);
    }

    [Fact]
    public void Skipped_containers_stay_as_they_are_in_both_lists()
    {
        var pod = Mutate("""
            {"metadata":{"annotations":{"eks.amazonaws.com/skip-containers":"b, init-b"}},
             "spec":{"initContainers":[{"name":"init-a"},{"name":"init-b"}],"containers":[{"name":"a"},{"name":"b"}]}}
            """);

        Assert.Equal([5, 0], pod.Items("spec", "initContainers").Select(container => container.Items("env").Count()));
        Assert.Equal([5, 0], pod.Items("spec", "containers").Select(container => container.Items("env").Count()));
        Assert.Single(pod.Items("spec", "volumes"));
        Assert.Equal("enabled", pod.Label("eks.amazonaws.com/pod-identity"));
    }

    [Theory]
    [InlineData(null, null, 79200)]
    [InlineData("7200", null, 7200)]
    [InlineData("7200", "3600", 7200)]
    [InlineData(null, "3600", 3600)]
    [InlineData("10", null, 600)]
    [InlineData("soon", "3600", 3600)]
    [InlineData("86400", null, 79200)]
    [InlineData("90000", null, 90000)]
    public void Token_expiration_comes_from_the_pod_then_the_service_account_and_the_default_is_jittered(string? pod, string? account, int expected)
    {
        var mutated = Mutate(
            $$$"""{"metadata":{{{Annotations(pod)}}},"spec":{"containers":[{"name":"a"}]}}""",
            $$$"""{"metadata": {{{Annotations(account)}}} }""");

        var source = mutated.Items("spec", "volumes").Single().Items("projected", "sources").Single();
        Assert.Equal(expected, source.Number("serviceAccountToken", "expirationSeconds"));

        static string Annotations(string? value) => value is null ? "{}" : $$$"""{"annotations":{"eks.amazonaws.com/token-expiration":"{{{value}}}"}}""";
    }

    [Fact]
    public void Windows_pods_get_a_windows_path_and_the_same_mount()
    {
        var pod = Mutate("""{"spec":{"nodeSelector":{"kubernetes.io/os":"windows"},"containers":[{"name":"a"}]}}""");

        Assert.Contains(@"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=C:\var\run\secrets\pods.eks.amazonaws.com\serviceaccount\eks-pod-identity-token", Env(pod, 0));
    }

    [Fact]
    public void Association_wins_over_the_role_annotation_and_without_one_the_annotation_applies()
    {
        const string Account = """{"metadata":{"annotations":{"eks.amazonaws.com/role-arn":"arn:aws:iam::111122223333:role/R"}}}""";
        const string Pod = """{"spec":{"containers":[{"name":"a"}]}}""";

        Assert.Equal(AllFive, Env(Mutate(Pod, Account), 0));

        var irsa = Mutate(Pod, Account, associated: false);
        Assert.Equal(
            [
                .. AllFive[..3],
                "AWS_ROLE_ARN=arn:aws:iam::111122223333:role/R",
                "AWS_WEB_IDENTITY_TOKEN_FILE=/var/run/secrets/eks.amazonaws.com/serviceaccount/token",
            ],
            Env(irsa, 0));
        var token = irsa.Items("spec", "volumes").Single().Items("projected", "sources").Single()["serviceAccountToken"];
        Assert.Equal("sts.amazonaws.com", token.Text("audience"));
        Assert.Equal(86400, token.Number("expirationSeconds"));
        Assert.Null(irsa.Label("eks.amazonaws.com/pod-identity"));
    }

    [Fact]
    public void Service_account_can_switch_regional_STS_off()
    {
        var pod = Mutate(
            """{"spec":{"containers":[{"name":"a"}]}}""",
            """{"metadata":{"annotations":{"eks.amazonaws.com/sts-regional-endpoints":"false"}}}""");

        Assert.Equal(AllFive[1..], Env(pod, 0));
    }

    [Fact]
    public void Skip_label_and_no_identity_change_nothing()
    {
        const string Skipped = """{"metadata":{"labels":{"eks.amazonaws.com/skip-pod-identity-webhook":""}},"spec":{"containers":[{"name":"a"}]}}""";
        const string Plain = """{"spec":{"containers":[{"name":"a"}]}}""";

        Assert.Equal(Skipped, Mutate(Skipped).ToJsonString());
        Assert.Equal(Plain, Mutate(Plain, associated: false).ToJsonString());
    }

    private static JsonObject Mutate(string pod, string serviceAccount = "{}", bool associated = true)
    {
        var mutated = (JsonObject)JsonNode.Parse(pod)!;
        var settings = new WebhookSettings { Region = "us-east-1", Random = (low, _) => low };
        new PodIdentityWebhook(settings).Mutate(mutated, (JsonObject)JsonNode.Parse(serviceAccount)!, associated);
        return mutated;
    }

    private static string[] Env(JsonObject pod, int container) =>
        [.. pod.Items("spec", "containers").ElementAt(container).Items("env").Select(variable => $"{variable.Text("name")}={variable.Text("value")}")];
}
