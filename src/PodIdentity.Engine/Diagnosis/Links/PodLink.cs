using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The pods have what the association gives, and nothing that SDKs prefer to it.</summary>
internal sealed class PodLink : ILink
{
    // Replicas log alike: one pod of each owner, and not of many owners, is looked into.
    private const int LogsRead = 10;

    private static readonly string[] Starting = ["ContainerCreating", "PodInitializing"];

    public string Name => "Pod";

    public IReadOnlyList<string> Needs => ["Association", "Webhook"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var owners = await facts.OwnersAsync().ConfigureAwait(false);
        if (!owners.IsKnown)
        {
            return [Finding.Unread(owners.Unread!)];
        }

        if (owners.Value.Count == 0)
        {
            return [await NoPodsAsync(facts).ConfigureAwait(false)];
        }

        var association = await facts.AssociationAsync().ConfigureAwait(false);
        var (logs, unread) = await ReadLogsAsync(facts, owners.Value).ConfigureAwait(false);
        var roleName = association is { IsKnown: true, Value: { } known } ? RoleReference.NameOf(known.RoleArn) : "<role>";
        var problems = owners.Value.SelectMany(owner => owner.Pods).ToDictionary(pod => pod, pod => Examine(pod).ToList());
        List<Finding> findings = [.. PodFindings.Of(owners.Value, pod => problems[pod])];
        findings.AddRange(owners.Value
            .Where(owner => owner.Pods.All(pod => problems[pod].Count == 0))
            .Select(owner => Finding.Passed($"{PodFindings.Tell(owner, [.. owner.Pods])}: asks the agent for credentials, and nothing comes before it.", owner.Owner.ToString())));
        return unread is null ? findings : [.. findings, Finding.Unread($"the logs of the pods; {unread}")];

        IEnumerable<PodProblem> Examine(V1Pod pod) => pod.Spec.ServiceAccountName != facts.Request.ServiceAccount
            ? [new(Causes.PodRunsAsOtherServiceAccount, $"runs as service account {pod.Spec.ServiceAccountName}, not {facts.Request.ServiceAccount}.")]
            :
            [
                .. PodInjection.Examine(pod, association.IsKnown ? association.Value : null),
                .. InjectedPod.Containers(pod).SelectMany(PodCredentialSources.Examine),
                .. logs.Where(log => log.Pod == pod).SelectMany(log => LogSymptoms.In(log.Text, log.Container, roleName)),
                .. NotRunning(pod),
            ];
    }

    private static async Task<Finding> NoPodsAsync(Facts facts)
    {
        var request = facts.Request;
        if (request.PodName is { } name)
        {
            return Finding.Failed(Causes.PodNotFound, $"There is no pod {name} in namespace {request.Namespace}.", name);
        }

        var others = (await facts.NamespacePodsAsync().ConfigureAwait(false)).Value
            .Where(pod => pod.Status?.Phase is not ("Succeeded" or "Failed"))
            .ToList();
        var none = $"No pod of namespace {request.Namespace} runs as service account {request.ServiceAccount}";
        var byDefault = others.Where(pod => pod.Spec.ServiceAccountName == "default").ToList();
        return byDefault.Count > 0
            ? Finding.Suspicious(
                Causes.PodsRunAsDefault, $"{none}; {byDefault.Count} run as default, such as {byDefault[0].Metadata.Name}.", null,
                ("Owner", "<deployment/name>"))
            : Finding.NotApplicable($"{none}{(others.Count == 0 ? "" : $"; {others.Count} run as others")}.");
    }

    private static async Task<(IReadOnlyList<(V1Pod Pod, string Container, string Text)> Logs, string? Unread)> ReadLogsAsync(Facts facts, IReadOnlyList<OwnedPods> owners)
    {
        var containers = owners
            .Select(owner => owner.Pods.MaxBy(pod => pod.Metadata.CreationTimestamp)!)
            .SelectMany(pod => pod.Spec.Containers.Select(container => (Pod: pod, container.Name)))
            .Take(LogsRead);
        var logs = await Task.WhenAll(containers.Select(async item => (item.Pod, item.Name, Reading: await facts.LogAsync(item.Pod, item.Name).ConfigureAwait(false)))).ConfigureAwait(false);
        return ([.. logs.Where(log => log.Reading.IsKnown).Select(log => (log.Pod, log.Name, log.Reading.Value))], logs.Select(log => log.Reading.Unread).FirstOrDefault(why => why is not null));
    }

    private static IEnumerable<PodProblem> NotRunning(V1Pod pod)
    {
        var waiting = (pod.Status?.InitContainerStatuses ?? []).Concat(pod.Status?.ContainerStatuses ?? [])
            .Select(status => (status.Name, status.State?.Waiting))
            .FirstOrDefault(item => item.Waiting?.Reason is { } reason && !Starting.Contains(reason));
        var unscheduled = pod.Status?.Conditions?.FirstOrDefault(c => c is { Type: "PodScheduled", Status: "False" });
        if (waiting is { Waiting: { } state })
        {
            yield return new(Causes.PodNotRunning, $"is {state.Reason}: {Errors.Told(state.Message ?? "no reason given")}", waiting.Name, Certain: false);
        }
        else if (unscheduled is not null)
        {
            yield return new(Causes.PodNotRunning, $"is {pod.Status!.Phase}, {unscheduled.Reason}: {Errors.Told(unscheduled.Message ?? "no reason given")}", Certain: false);
        }
    }
}
