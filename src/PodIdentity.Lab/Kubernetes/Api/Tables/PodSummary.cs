using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api.Tables;

/// <summary>A pod's state in a word, as a table shows it.</summary>
internal static class PodSummary
{
    public static string Ready(JsonObject pod) =>
        $"{pod.Items("status", "containerStatuses").Count(status => status.Flag("ready") == true)}/{pod.Items("spec", "containers").Count()}";

    public static long Restarts(JsonObject pod) =>
        pod.Items("status", "containerStatuses").Sum(status => status.Number("restartCount") ?? 0);

    public static string Status(JsonObject pod)
    {
        if (pod.Text("metadata", "deletionTimestamp") is not null)
            return pod.Text("status", "reason") == "NodeLost" ? "Unknown" : "Terminating";
        var word = pod.Text("status", "reason") ?? pod.Text("status", "phase") ?? "";
        if (Initializing(pod) is { } initializing)
            return initializing;

        var running = false;
        foreach (var status in pod.Items("status", "containerStatuses").Reverse())
        {
            if (status.Text("state", "waiting", "reason") is { Length: > 0 } waiting)
                word = waiting;
            else if (status.At("state", "terminated") is { } ended)
                word = EndOf(ended);
            else if (status.Flag("ready") == true && status.At("state", "running") is not null)
                running = true;
        }
        return word == "Completed" && running ? IsReady(pod) ? "Running" : "NotReady" : word;
    }

    private static string? Initializing(JsonObject pod)
    {
        var statuses = pod.Items("status", "initContainerStatuses").ToList();
        for (var index = 0; index < statuses.Count; index++)
        {
            var ended = statuses[index].At("state", "terminated");
            if (ended.Number("exitCode") == 0 || statuses[index].Flag("started") == true)
                continue;
            if (ended is not null)
                return $"Init:{EndOf(ended)}";
            return statuses[index].Text("state", "waiting", "reason") is { Length: > 0 } and not "PodInitializing"
                ? $"Init:{statuses[index].Text("state", "waiting", "reason")}"
                : $"Init:{index}/{pod.Items("spec", "initContainers").Count()}";
        }
        return null;
    }

    private static string EndOf(JsonNode ended)
    {
        if (ended.Text("reason") is { Length: > 0 } reason)
            return reason;
        return ended.Number("signal") is { } signal and not 0 ? $"Signal:{signal}" : $"ExitCode:{ended.Number("exitCode") ?? 0}";
    }

    private static bool IsReady(JsonObject pod) =>
        pod.Items("status", "conditions").Any(condition => condition.Text("type") == "Ready" && condition.Text("status") == "True");
}
