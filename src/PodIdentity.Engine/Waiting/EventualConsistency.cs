using Amazon.EKS.Model;
using Amazon.Runtime;

namespace PodIdentity.Engine.Waiting;

/// <summary>
/// Retries exactly the errors by which EKS does not see yet what is there: a role that was just made, the trust policy that a role was just
/// given (IAM's own answer has passed our check by then), and the end of an association that was just deleted.
/// </summary>
internal static class EventualConsistency
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static async Task<T> RetryAsync<T>(IOperationHost host, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(Timeout, cancellationToken);
        var backoff = Backoff.ForAws();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (AmazonServiceException e) when (IsNotSeenYet(e) && !deadline.HasPassed)
            {
                host.WriteVerbose($"Not consistent yet ({Errors.Shown(e.Message)}); trying again.");
                await backoff.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static bool IsNotSeenYet(AmazonServiceException e) => e switch
    {
        InvalidParameterException => e.Message.StartsWith("Role provided in the request does not exist", StringComparison.Ordinal)
            || e.Message.StartsWith("Trust policy of the role provided is invalid", StringComparison.Ordinal),
        ResourceInUseException => e.Message.StartsWith("Association already exists", StringComparison.Ordinal),
        _ => false,
    };
}
