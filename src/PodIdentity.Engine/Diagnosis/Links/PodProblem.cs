using k8s.Models;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>What is wrong with one pod.</summary>
/// <param name="Cause">What.</param>
/// <param name="Detail">What was seen, as the end of a sentence that begins with the pods.</param>
/// <param name="Container">The container that it is about; null for the pod.</param>
/// <param name="Certain">False where it need not matter.</param>
internal sealed record PodProblem(Cause Cause, string Detail, string? Container = null, bool Certain = true)
{
    /// <summary>Values for the fix beside owner, pod and container.</summary>
    public (string Name, string Value)[] Values { get; init; } = [];
}

/// <summary>Makes findings of the problems of pods: those of one owner with the same problem are one finding.</summary>
internal static class PodFindings
{
    private const int NamesShown = 3;

    private static readonly List<Cause> Order = [.. Causes.All];

    /// <summary>The findings, those that are certain first.</summary>
    public static List<Finding> Of(IEnumerable<OwnedPods> owners, Func<V1Pod, IEnumerable<PodProblem>> examine) =>
    [
        .. owners
            .SelectMany(owner => owner.Pods
                .SelectMany(pod => examine(pod).Select(problem => (Pod: pod, Problem: problem)))
                .GroupBy(pair => (pair.Problem.Cause, pair.Problem.Container, pair.Problem.Certain))
                .Select(group => (Owner: owner, Group: group.ToList())))
            .OrderBy(item => item.Group[0].Problem.Certain ? 0 : 1)
            .ThenBy(item => Order.IndexOf(item.Group[0].Problem.Cause))
            .Select(item => Make(item.Owner, item.Group)),
    ];

    /// <summary>Some pods of an owner, as evidence names them.</summary>
    public static string Tell(OwnedPods owner, IReadOnlyCollection<V1Pod> pods)
    {
        var names = string.Join(", ", pods.Take(NamesShown).Select(pod => pod.Metadata.Name)) + (pods.Count > NamesShown ? ", …" : "");
        return owner.Owner.Kind == "Pod" ? $"Pod {names}" : $"{owner.Owner}, {pods.Count} of {owner.Pods.Count} pods ({names})";
    }

    private static Finding Make(OwnedPods owner, List<(V1Pod Pod, PodProblem Problem)> group)
    {
        var (first, problem) = group[0];
        var pods = group.Select(pair => pair.Pod).Distinct().ToList();
        var inContainer = problem.Container is { } container ? $" container {container}" : "";
        var evidence = $"{Tell(owner, pods)}:{inContainer} {problem.Detail}";
        (string, string)[] values = [("Owner", owner.Reference), ("Pod", first.Metadata.Name), ("Container", problem.Container ?? first.Spec.Containers[0].Name), .. problem.Values];
        return problem.Certain ? Finding.Failed(problem.Cause, evidence, owner.Owner.ToString(), values) : Finding.Suspicious(problem.Cause, evidence, owner.Owner.ToString(), values);
    }
}
