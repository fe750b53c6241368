namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The association exists, for exactly this cluster, namespace and service account.</summary>
internal sealed class AssociationLink : ILink
{
    public string Name => "Association";

    public IReadOnlyList<string> Needs => [];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var reading = await facts.AssociationAsync().ConfigureAwait(false);
        if (!reading.IsKnown)
        {
            return [Finding.Unread(reading.Unread!)];
        }

        return reading.Value is { } association
            ? [Finding.Passed($"{association.AssociationId} gives {association.RoleArn} since {association.CreatedAt:u}.", association.AssociationArn)]
            : [Finding.Failed(Causes.AssociationMissing, $"EKS lists no association of {facts.Request.Namespace}/{facts.Request.ServiceAccount} in cluster {facts.Cluster.Name}.")];
    }
}
