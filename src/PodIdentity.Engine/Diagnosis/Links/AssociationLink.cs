using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The association exists, for exactly this cluster, namespace and service account, and is old enough to be effective.</summary>
internal sealed class AssociationLink : ILink
{
    // EKS: "may take several seconds to be effective"; users saw up to fifteen.
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(30);

    public string Name => "Association";

    public IReadOnlyList<string> Needs => ["Cluster"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var reading = await facts.AssociationAsync().ConfigureAwait(false);
        if (!reading.IsKnown)
        {
            return [Finding.Unread(reading.Unread!)];
        }

        return [reading.Value is { } association ? await ExamineAsync(facts, association).ConfigureAwait(false) : await MissingAsync(facts).ConfigureAwait(false)];
    }

    private static async Task<Finding> ExamineAsync(Facts facts, PodIdentityAssociation association)
    {
        var seen = Describe(association);
        var account = facts.Cluster.Arn.Split(':')[4];
        if (RoleReference.AccountOf(association.RoleArn) is var other && other != account)
        {
            return Finding.Failed(
                Causes.AssociationRoleOfOtherAccount, $"{seen} The role is of account {other}, the cluster of {account}.", association.AssociationArn, ("RoleArn", association.RoleArn));
        }

        var since = association.ModifiedAt ?? association.CreatedAt ?? DateTime.MinValue;
        var age = DateTime.UtcNow - since;
        return age < Young && !await IsEffectiveAsync(facts, association.CreatedAt ?? since).ConfigureAwait(false)
            ? Finding.Suspicious(Causes.AssociationTooYoung, $"{seen} That is {Math.Max(0, (int)age.TotalSeconds)} s ago, and new pods do not have the variables yet.", association.AssociationArn)
            : Finding.Passed(seen, association.AssociationArn);
    }

    private static string Describe(PodIdentityAssociation association) =>
        $"{association.AssociationId} gives {association.RoleArn} since {association.CreatedAt:u}"
        + (association.ModifiedAt > association.CreatedAt ? $", as it is now since {association.ModifiedAt:u}" : "")
        + (association.TargetRoleArn is { Length: > 0 } target ? $", which then assumes {target}" : "")
        + (association.DisableSessionTags == true ? ", without session tags" : "")
        + (association.Policy is { Length: > 0 } ? ", limited by a session policy" : "")
        + (association.OwnerArn is { Length: > 0 } owner ? $", and belongs to add-on {owner}, which alone may change it" : "")
        + ".";

    // Pods made since that have the variables are proof, and so is a dry run of new ones. Times of pods have whole seconds.
    private static async Task<bool> IsEffectiveAsync(Facts facts, DateTime created)
    {
        var pods = await facts.PodsAsync().ConfigureAwait(false);
        if (pods.IsKnown && pods.Value.Any(pod => !InjectedPod.IsStale(pod, created)))
        {
            return true;
        }

        var dryRun = await facts.DryRunAsync().ConfigureAwait(false);
        return dryRun is { IsKnown: true, Value.Pods.Count: > 0 } && dryRun.Value.Pods.All(Effectiveness.IsInjected);
    }

    private static async Task<Finding> MissingAsync(Facts facts)
    {
        var request = facts.Request;
        var evidence = $"EKS lists no association of {request.Namespace}/{request.ServiceAccount} in cluster {facts.Cluster.Name}.";
        var account = await facts.ServiceAccountAsync().ConfigureAwait(false);
        if (account is { IsKnown: true, Value.Metadata.Annotations: { } annotations } && annotations.TryGetValue(ServiceAccountLink.IrsaAnnotation, out var role))
        {
            return Finding.Failed(
                Causes.AnnotationInsteadOfAssociation, $"{evidence} The service account is annotated {ServiceAccountLink.IrsaAnnotation}={Errors.Shown(role)}.", null, ("RoleName", RoleReference.NameOf(role)));
        }

        return await NearMissAsync(facts, evidence).ConfigureAwait(false) ?? Finding.Failed(Causes.AssociationMissing, evidence);
    }

    private static async Task<Finding?> NearMissAsync(Facts facts, string evidence)
    {
        var request = facts.Request;
        var all = await facts.AllAssociationsAsync().ConfigureAwait(false);
        if (!all.IsKnown)
        {
            return null;
        }

        var here = all.Value.Where(a => a.Namespace == request.Namespace).Select(a => a.ServiceAccount);
        if (NearNames.Find(request.ServiceAccount, here).FirstOrDefault() is { } near)
        {
            return Finding.Failed(Causes.AssociationOfSimilarName, $"{evidence} It lists one of {request.Namespace}/{near}.", null, ("Near", near));
        }

        var elsewhere = all.Value.Where(a => a.ServiceAccount == request.ServiceAccount).Select(a => a.Namespace).Distinct().Order(StringComparer.Ordinal).ToList();
        // "default" is the name of a service account in every namespace: its associations elsewhere say nothing.
        if (elsewhere.Count > 0 && request.ServiceAccount != "default")
        {
            return Finding.Failed(
                Causes.AssociationInOtherNamespace, $"{evidence} It lists {string.Join(", ", elsewhere.Select(n => $"{n}/{request.ServiceAccount}"))}.", null, ("OtherNamespace", elsewhere[0]));
        }

        var clusters = await facts.AssociatedNearClustersAsync().ConfigureAwait(false);
        return clusters is { IsKnown: true, Value: [var cluster, ..] }
            ? Finding.Failed(Causes.AssociationInOtherCluster, $"{evidence} Cluster {cluster} has one.", null, ("OtherCluster", cluster))
            : null;
    }
}
