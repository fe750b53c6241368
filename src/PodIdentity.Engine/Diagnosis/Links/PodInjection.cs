using Amazon.EKS.Model;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>What a pod was given by the webhook, or why it was not.</summary>
internal static class PodInjection
{
    private const string TokenDirectory = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount";

    // An association takes effect within seconds; a pod that came later than this missed the webhook, not the association.
    private static readonly TimeSpan LongestRace = TimeSpan.FromMinutes(2);

    // Of a session that EKS Auth hands out.
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(6);

    private static readonly string[] Addresses = ["http://169.254.170.23/v1/credentials", "http://[fd00:ec2::23]/v1/credentials"];

    private static readonly string[] Unwanted =
        [Effectiveness.InjectedVariable, InjectedPod.TokenVariable, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];

    public static IEnumerable<PodProblem> Examine(V1Pod pod, PodIdentityAssociation? association)
    {
        var skipped = InjectedPod.SkippedContainers(pod);
        var containers = InjectedPod.Containers(pod).ToList();
        if (InjectedPod.OptsOut(pod) && !containers.Any(InjectedPod.HasVariable))
        {
            return [new(Causes.PodSkipsWebhook, "the label eks.amazonaws.com/skip-pod-identity-webhook is set, and the variables are missing.")];
        }

        var lacking = containers.Where(c => !InjectedPod.HasVariable(c)).ToList();
        var missed = lacking.Where(c => !skipped.Contains(c.Name)).ToList();
        return
        [
            .. OptedOut(pod, lacking.Where(c => skipped.Contains(c.Name)).ToList()),
            .. missed.Count == 0 ? [] : missed.Count == containers.Count(c => !skipped.Contains(c.Name)) ? [Missed(pod, missed[0], association)] : missed.Select(Added),
            .. containers.SelectMany(Preset),
            .. containers.Where(c => InjectedPod.HasVariable(c) && !MountsToken(c)).Select(c => new PodProblem(Causes.TokenNotMounted, $"names {TokenFileOf(c)}, which no volume holds.", c.Name)),
            .. missed.Count == 0 && association is not null && HasOldCredentials(pod, association)
                ? [new PodProblem(Causes.PodHasOldCredentials, $"created {pod.Metadata.CreationTimestamp:u}, before the association was last changed ({Since(association):u}).", Certain: false)]
                : Array.Empty<PodProblem>(),
        ];
    }

    private static IEnumerable<PodProblem> OptedOut(V1Pod pod, List<V1Container> skipped) => skipped.Select(container => new PodProblem(
        Causes.ContainersSkipped,
        "is named in the annotation eks.amazonaws.com/skip-containers, and has no variables.",
        container.Name,
        // A side container may well be opted out on purpose.
        Certain: pod.Spec.Containers.All(c => skipped.Contains(c))));

    private static PodProblem Missed(V1Pod pod, V1Container container, PodIdentityAssociation? association)
    {
        var created = pod.Metadata.CreationTimestamp?.ToUniversalTime();
        var since = association?.CreatedAt?.ToUniversalTime();
        var times = $"created {created:u}, the association {since:u}; {Effectiveness.InjectedVariable} is missing.";
        return Has(container, "AWS_WEB_IDENTITY_TOKEN_FILE") && Has(container, "AWS_ROLE_ARN")
            ? new(Causes.PodFellBackToWebIdentity, $"created {created:u}, the association {since:u}; AWS_WEB_IDENTITY_TOKEN_FILE is there, {Effectiveness.InjectedVariable} is missing.")
            : since is { } effective && created < effective + LongestRace
            ? new(Causes.PodPredatesAssociation, times)
            : new(Causes.PodNotInjected, times);
    }

    private static PodProblem Added(V1Container container) =>
        new(Causes.ContainerNotInjected, $"has no {Effectiveness.InjectedVariable}, the others have.", container.Name, Certain: false);

    private static IEnumerable<PodProblem> Preset(V1Container container)
    {
        var own = (container.Env ?? []).Where(variable => variable.Name switch
        {
            Effectiveness.InjectedVariable => !Addresses.Contains(variable.Value),
            InjectedPod.TokenVariable => !Has(container, Effectiveness.InjectedVariable),
            _ => Unwanted.Contains(variable.Name),
        }).ToList();
        if (own.Count == 0 && Has(container, Effectiveness.InjectedVariable) && !Has(container, InjectedPod.TokenVariable))
        {
            own = [.. container.Env!.Where(v => v.Name == Effectiveness.InjectedVariable)];
        }

        if (own.Count > 0)
        {
            var names = own.Select(v => v.Name).ToList();
            yield return new(Causes.PodPresetsVariables, $"sets {string.Join(" and ", own.Select(Shown))} itself.", container.Name)
            {
                Values = [("Unset", string.Join(' ', names.Select(name => name + "-")))],
            };
        }
    }

    // A token is a secret.
    private static string Shown(V1EnvVar variable) =>
        variable.Value is { } value && variable.Name != "AWS_CONTAINER_AUTHORIZATION_TOKEN" ? $"{variable.Name}={Errors.Shown(value)}" : variable.Name;

    private static bool MountsToken(V1Container container) =>
        TokenFileOf(container) is not { } file || (container.VolumeMounts ?? []).Any(mount => file.StartsWith(mount.MountPath.TrimEnd('/') + "/", StringComparison.Ordinal));

    /// <summary>Only where it is the webhook's: a file of the author's own may be in the image.</summary>
    private static string? TokenFileOf(V1Container container) =>
        container.Env.FirstOrDefault(v => v.Name == InjectedPod.TokenVariable)?.Value is { } file && file.StartsWith(TokenDirectory, StringComparison.Ordinal) ? file : null;

    private static bool HasOldCredentials(V1Pod pod, PodIdentityAssociation association) =>
        InjectedPod.IsOlder(pod, Since(association)) && DateTime.UtcNow - Since(association) < LongestSession;

    private static DateTime Since(PodIdentityAssociation association) =>
        (association.ModifiedAt > association.CreatedAt ? association.ModifiedAt : association.CreatedAt)?.ToUniversalTime() ?? DateTime.MinValue;

    private static bool Has(V1Container container, string variable) => container.Env?.Any(v => v.Name == variable) == true;
}
