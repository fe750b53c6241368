namespace PodIdentity.Engine.Diagnosis;

/// <summary>A link of the chain. All are examined at once; each waits only for the facts that it needs.</summary>
internal interface ILink
{
    /// <summary>Its name, one of <see cref="Chain.Links"/>.</summary>
    string Name { get; }

    /// <summary>Links that must hold for this one to mean anything: when one of them failed, this one only follows from it.</summary>
    IReadOnlyList<string> Needs { get; }

    /// <summary>Whether examining it changes the cluster: then it waits until all links before it are known, and what it needs must hold.</summary>
    bool Writes => false;

    /// <summary>Examines the link. Never throws for what may not be read. Usually one finding; several where there are several things of its kind, such as pods.</summary>
    Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken);
}
