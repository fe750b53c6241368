using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>Resource quotas at the creation of a pod: how many there may be, and that containers say what they need where that is counted.</summary>
internal static class PodQuota
{
    private static readonly string[] Counts = ["pods", "count/pods"];
    private static readonly string[] Computed = ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];

    /// <summary>Throws 403 when a quota of the namespace leaves no room.</summary>
    public static void Check(IObjectStore store, JsonObject pod)
    {
        foreach (var quota in store.List(ResourceType.ResourceQuotas.Plural, pod.Namespace()))
        {
            var hard = quota.At("spec", "hard");
            var missing = Missing(hard, pod).ToList();
            if (missing.Count > 0)
                throw ApiErrors.Forbidden(ResourceType.Pods, pod.Name(), $"failed quota: {quota.Name()}: must specify {string.Join("; ", missing)}");
            var exceeded = Exceeded(hard, pod, store.List(ResourceType.Pods.Plural, pod.Namespace())).ToList();
            if (exceeded.Count == 0)
                continue;
            throw ApiErrors.Forbidden(ResourceType.Pods, pod.Name(), $"exceeded quota: {quota.Name()}, "
                + $"requested: {Join(item => item.Asked)}, used: {Join(item => item.Used)}, limited: {Join(item => item.Limit)}");

            string Join(Func<(string Name, string Asked, string Used, string Limit), string> part) =>
                string.Join(',', exceeded.Select(item => $"{item.Name}={part(item)}"));
        }
    }

    /// <summary>What pods use of a quota; the numbers that its status shows.</summary>
    public static JsonObject Used(JsonNode? hard, IReadOnlyCollection<JsonObject> pods)
    {
        var used = new JsonObject();
        foreach (var name in Counts.Concat(Computed).Where(name => hard.At(name) is not null))
            used[name] = Amount(name, Sum(name, pods));
        return used;
    }

    private static IEnumerable<(string Name, string Asked, string Used, string Limit)> Exceeded(JsonNode? hard, JsonObject pod, IReadOnlyList<JsonObject> pods)
    {
        foreach (var name in Counts.Concat(Computed).Where(name => hard.At(name) is not null))
        {
            var (asked, used) = (Sum(name, [pod]), Sum(name, pods));
            if (asked > 0 && used + asked > Quantity.Parse(hard.At(name)))
                yield return (name, Amount(name, asked), Amount(name, used), hard.At(name)!.ToString());
        }
    }

    private static IEnumerable<string> Missing(JsonNode? hard, JsonObject pod) =>
        from name in Computed
        where hard.At(name) is not null
        let silent = Containers(pod).Where(container => Of(container, name) is null).Select(container => container.Text("name")).ToList()
        where silent.Count > 0
        select $"{name} for: {string.Join(',', silent)}";

    // A pod that ended uses nothing but its place in count/pods.
    private static decimal Sum(string name, IEnumerable<JsonObject> pods) => name == "count/pods"
        ? pods.Count()
        : pods.Where(pod => pod.Text("status", "phase") is not ("Succeeded" or "Failed"))
            .Sum(pod => name == "pods" ? 1 : pod.Items("spec", "containers").Sum(container => Quantity.Parse(Of(container, name))));

    private static JsonNode? Of(JsonObject container, string name)
    {
        var (kind, resource) = (name.Split('.')[0], name.Split('.')[1]);
        return container.At("resources", kind, resource) ?? (kind == "requests" ? container.At("resources", "limits", resource) : null);
    }

    private static IEnumerable<JsonObject> Containers(JsonObject pod) => pod.Items("spec", "containers").Concat(pod.Items("spec", "initContainers"));

    private static string Amount(string name, decimal value) => Quantity.Format(value, binary: name.EndsWith("memory", StringComparison.Ordinal));
}
