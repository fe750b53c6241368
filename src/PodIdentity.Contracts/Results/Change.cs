namespace PodIdentity;

/// <summary>What a converging operation did.</summary>
public enum Change
{
    /// <summary>Everything was as asked for already.</summary>
    Unchanged,

    /// <summary>It was there and differed.</summary>
    Updated,

    /// <summary>It was not there.</summary>
    Created,
}
