namespace PodIdentity;

/// <summary>Whoever runs an operation: hears of its progress and decides on its writes. May be called from any thread.</summary>
public interface IOperationHost
{
    /// <summary>Tells what is being done; never holds a secret.</summary>
    void WriteVerbose(string message);

    /// <summary>Tells of something the user should know although the operation goes on.</summary>
    void WriteWarning(string message);

    /// <summary>Tells of a part of the operation that failed while the rest goes on. A failure of the whole is thrown instead.</summary>
    void WriteError(PodIdentityException error);

    /// <summary>Tells how far a wait or a longer task is.</summary>
    void WriteProgress(OperationProgress progress);

    /// <summary>Asked immediately before each write, with the resolved target. False means: do not write (a declined prompt, or a what-if run).</summary>
    /// <param name="target">What is changed, e.g. <c>role EKS-PodIdentity-S3-ReadOnly-Role-101</c>.</param>
    /// <param name="action">What is done to it, e.g. <c>Attach policy arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess</c>.</param>
    Task<bool> ShouldProcessAsync(string target, string action);
}

/// <summary>A step of a longer task.</summary>
/// <param name="Activity">What is under way, e.g. <c>Installing eks-pod-identity-agent on eksdemo1</c>.</param>
/// <param name="Status">Where it is, e.g. <c>CREATING, ready on 1 of 2 nodes</c>.</param>
/// <param name="PercentComplete">0 to 100, or null when that cannot be told.</param>
/// <param name="Completed">The activity is over; its progress bar goes.</param>
public sealed record OperationProgress(string Activity, string Status, int? PercentComplete = null, bool Completed = false);
