using System.Globalization;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Webhook;

/// <summary>The mutation that EKS's <c>pod-identity-webhook</c> makes when a pod is created.</summary>
internal sealed class PodIdentityWebhook(WebhookSettings settings)
{
    public const string SkipLabel = "eks.amazonaws.com/skip-pod-identity-webhook";
    public const string MutatedLabel = "eks.amazonaws.com/pod-identity";
    public const string RoleAnnotation = "eks.amazonaws.com/role-arn";

    private const string Prefix = "eks.amazonaws.com/";

    /// <summary>Changes the pod in place. An association wins: its pods never get the web identity of the role annotation as well.</summary>
    public void Mutate(JsonObject pod, JsonObject serviceAccount, bool associated)
    {
        if (pod.At("metadata", "labels") is JsonObject labels && labels.ContainsKey(SkipLabel)) return;

        var role = serviceAccount.Annotation(RoleAnnotation);
        if (associated)
        {
            pod.Child("metadata").Child("labels")[MutatedLabel] = "enabled";
            Inject(pod, serviceAccount, IdentityMethod.PodIdentity, role: null);
        }
        else if (!string.IsNullOrEmpty(role))
        {
            Inject(pod, serviceAccount, IdentityMethod.WebIdentity, role);
        }
    }

    private void Inject(JsonObject pod, JsonObject serviceAccount, IdentityMethod method, string? role)
    {
        var skipped = (pod.Annotation(Prefix + "skip-containers") ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var variables = CredentialVariables(method, role, IsWindows(pod));
        var regionalSts = bool.TryParse(serviceAccount.Annotation(Prefix + "sts-regional-endpoints"), out var chosen) ? chosen : settings.RegionalSts;

        AddVolume(pod, method, Expiration(pod, serviceAccount, method), serviceAccount);
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
        {
            foreach (var container in pod.Items("spec", list).Where(container => !skipped.Contains(container.Text("name"))))
                Change(container, method, variables, regionalSts);
        }
    }

    private (string Name, string Value)[] CredentialVariables(IdentityMethod method, string? role, bool windows)
    {
        var tokenFile = $"{method.MountDirectory}/{method.TokenPath}";
        if (windows) tokenFile = "C:" + tokenFile.Replace('/', '\\');
        return role is null
            ? [("AWS_CONTAINER_CREDENTIALS_FULL_URI", settings.CredentialsUri), ("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", tokenFile)]
            : [("AWS_ROLE_ARN", role), ("AWS_WEB_IDENTITY_TOKEN_FILE", tokenFile)];
    }

    private void Change(JsonObject container, IdentityMethod method, (string Name, string Value)[] credentials, bool regionalSts)
    {
        var present = container.Items("env").Select(variable => variable.Text("name")).ToHashSet();
        var hasCredentials = credentials.Any(variable => present.Contains(variable.Name));
        var hasRegion = present.Contains("AWS_DEFAULT_REGION") || present.Contains("AWS_REGION");
        var hasSts = present.Contains("AWS_STS_REGIONAL_ENDPOINTS");
        if (hasCredentials && hasRegion && hasSts) return;

        var added = new List<(string Name, string Value)>();
        if (regionalSts && !hasSts) added.Add(("AWS_STS_REGIONAL_ENDPOINTS", "regional"));
        if (settings.Region.Length > 0 && !hasRegion) added.AddRange([("AWS_DEFAULT_REGION", settings.Region), ("AWS_REGION", settings.Region)]);
        if (!hasCredentials) added.AddRange(credentials);
        foreach (var (name, value) in added)
            container.ChildList("env").Add(new JsonObject { ["name"] = name, ["value"] = value });

        if (container.Items("volumeMounts").Any(mount => mount.Text("name") == method.VolumeName)) return;
        container.ChildList("volumeMounts").Add(new JsonObject
        {
            ["name"] = method.VolumeName,
            ["readOnly"] = true,
            ["mountPath"] = method.MountDirectory,
        });
    }

    private static void AddVolume(JsonObject pod, IdentityMethod method, int expiration, JsonObject serviceAccount)
    {
        if (pod.Items("spec", "volumes").Any(volume => volume.Text("name") == method.VolumeName)) return;
        var audience = method == IdentityMethod.WebIdentity ? serviceAccount.Annotation(Prefix + "audience") : null;
        pod.Child("spec").ChildList("volumes").Insert(0, new JsonObject
        {
            ["name"] = method.VolumeName,
            ["projected"] = new JsonObject
            {
                ["sources"] = new JsonArray(new JsonObject
                {
                    ["serviceAccountToken"] = new JsonObject
                    {
                        ["audience"] = audience ?? method.Audience,
                        ["expirationSeconds"] = expiration,
                        ["path"] = method.TokenPath,
                    },
                }),
                ["defaultMode"] = 420,
            },
        });
    }

    // The pod's annotation beats the service account's. The default is spread over two hours, so that not all tokens are renewed at once.
    private int Expiration(JsonObject pod, JsonObject serviceAccount, IdentityMethod method)
    {
        var seconds = Parse(pod) ?? Parse(serviceAccount) ?? IdentityMethod.DefaultExpiration;
        return seconds == IdentityMethod.DefaultExpiration && method == IdentityMethod.PodIdentity
            ? settings.Random(IdentityMethod.EarliestJitteredExpiration, IdentityMethod.DefaultExpiration)
            : seconds;

        static int? Parse(JsonObject value) =>
            int.TryParse(value.Annotation(Prefix + "token-expiration"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
                ? Math.Max(seconds, IdentityMethod.MinimumExpiration)
                : null;
    }

    private static bool IsWindows(JsonObject pod) =>
        pod.Text("spec", "nodeSelector", "kubernetes.io/os") == "windows"
        || pod.Text("spec", "nodeSelector", "beta.kubernetes.io/os") == "windows";
}
