namespace PodIdentity;

/// <summary>Something that can be wrong with a link of the chain. The diagnosis, its help topic and its report all speak from here.</summary>
/// <param name="Id">Stable name, e.g. <c>PodPredatesAssociation</c>.</param>
/// <param name="Link">The link it breaks, e.g. <c>Pod</c>.</param>
/// <param name="Symptom">What people see, in the words of the pod, the SDK or AWS.</param>
/// <param name="Explanation">Why that happens, in a sentence or two.</param>
/// <param name="Fix">
/// What to do; a command to paste where one exists. <c>{ClusterName}</c>, <c>{Namespace}</c>, <c>{ServiceAccount}</c>, <c>{Region}</c> and further
/// names in braces stand for the values of the case.
/// </param>
public sealed record Cause(string Id, string Link, string Symptom, string Explanation, string Fix);
