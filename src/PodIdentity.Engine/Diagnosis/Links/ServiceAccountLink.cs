using System.Net;
using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The service account exists, and pods run as it. What it says of IRSA is told: Pod Identity does not read annotations.</summary>
internal sealed class ServiceAccountLink : ILink
{
    /// <summary>The annotation by which IRSA, the older way, gives a role.</summary>
    public const string IrsaAnnotation = "eks.amazonaws.com/role-arn";

    private const string AnnotationPrefix = "eks.amazonaws.com/";

    public string Name => "ServiceAccount";

    public IReadOnlyList<string> Needs => ["Cluster"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var answer = await facts.NamespaceAsync().ConfigureAwait(false);
        if (answer is { IsKnown: true, Value.Status: HttpStatusCode.NotFound })
        {
            return [await MissingNamespaceAsync(facts).ConfigureAwait(false)];
        }

        var reading = await facts.ServiceAccountAsync().ConfigureAwait(false);
        if (!reading.IsKnown)
        {
            return [Finding.Unread(reading.Unread!)];
        }

        if (reading.Value is not { } account)
        {
            return [await MissingAsync(facts).ConfigureAwait(false)];
        }

        return await WrongPodAsync(facts).ConfigureAwait(false) is { } wrong ? [wrong] : [Existing(facts.Request, account)];
    }

    private static Finding Existing(TestSetupRequest request, V1ServiceAccount account)
    {
        var annotations = (account.Metadata.Annotations ?? new Dictionary<string, string>()).Where(a => a.Key.StartsWith(AnnotationPrefix, StringComparison.Ordinal)).ToList();
        var told = annotations.Count == 0 ? "" : $" Its annotations {string.Join(", ", annotations.Select(a => $"{a.Key}={Errors.Shown(a.Value)}"))} are of IRSA; Pod Identity does not read them, and an association takes precedence in new pods.";
        return Finding.Passed($"{request.Namespace}/{request.ServiceAccount} exists since {account.Metadata.CreationTimestamp:u}.{told}");
    }

    private static async Task<Finding> MissingNamespaceAsync(Facts facts)
    {
        var all = await facts.NamespacesAsync().ConfigureAwait(false);
        var near = all.IsKnown ? NearNames.Find(facts.Request.Namespace, all.Value.Select(n => n.Metadata.Name)).FirstOrDefault() : null;
        return Finding.Failed(
            Causes.NamespaceMissing,
            $"The cluster has no namespace {facts.Request.Namespace}.{(near is null ? "" : $" It has {near}: is that the one?")}",
            facts.Request.Namespace);
    }

    private static async Task<Finding> MissingAsync(Facts facts)
    {
        var request = facts.Request;
        var all = await facts.ServiceAccountsAsync().ConfigureAwait(false);
        var near = all.IsKnown ? NearNames.Find(request.ServiceAccount, all.Value.Select(a => a.Metadata.Name)).FirstOrDefault() : null;
        var evidence = $"Namespace {request.Namespace} has no service account {request.ServiceAccount}.";
        return near is null
            ? Finding.Failed(Causes.ServiceAccountMissing, evidence)
            : Finding.Failed(Causes.ServiceAccountMisspelt, $"{evidence} It has {near}.", null, ("Near", near));
    }

    // A pod that was named, but runs as another; or no pod of the service account, and one whose account looks like a mistake.
    private static async Task<Finding?> WrongPodAsync(Facts facts)
    {
        var (request, pods) = (facts.Request, await facts.PodsAsync().ConfigureAwait(false));
        if (!pods.IsKnown)
        {
            return null;
        }

        if (request.PodName is not null)
        {
            return pods.Value.FirstOrDefault(pod => pod.Spec.ServiceAccountName != request.ServiceAccount) is { } other
                ? Finding.Failed(
                    Causes.PodRunsAsOtherServiceAccount,
                    $"Pod {request.Namespace}/{other.Metadata.Name} runs as service account {other.Spec.ServiceAccountName}, not as {request.ServiceAccount}.",
                    $"{request.Namespace}/{other.Metadata.Name}",
                    ("PodServiceAccount", other.Spec.ServiceAccountName))
                : null;
        }

        if (pods.Value.Count > 0)
        {
            return null;
        }

        var all = await facts.NamespacePodsAsync().ConfigureAwait(false);
        var running = all.IsKnown ? all.Value.Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed")).ToList() : [];
        var accounts = running.Select(pod => pod.Spec.ServiceAccountName ?? "default").Where(name => name != request.ServiceAccount).ToList();
        // A pod that names no service account runs as the one called default.
        var suspect = NearNames.Find(request.ServiceAccount, accounts).FirstOrDefault() ?? (accounts.Contains("default") ? "default" : null);
        return suspect is null
            ? null
            : Finding.Suspicious(
                Causes.PodsRunAsOtherServiceAccount,
                $"No pod runs as {request.Namespace}/{request.ServiceAccount}; as {suspect} run {Listed(running.Where(pod => (pod.Spec.ServiceAccountName ?? "default") == suspect).Select(pod => pod.Metadata.Name))}.",
                null,
                ("PodServiceAccount", suspect));
    }

    private static string Listed(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(3)) + (all.Count > 3 ? $" and {all.Count - 3} more" : "");
    }
}
