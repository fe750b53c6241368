using Amazon.Runtime;

namespace PodIdentity.Engine.Operations;

/// <summary>What an operation has done so far and how to take it back, for the case that a later step fails.</summary>
internal sealed class Undo(IOperationHost host)
{
    private readonly Stack<(string Step, Func<Task> TakeBack)> _steps = new();

    /// <summary>Notes a step that was done.</summary>
    /// <param name="step">What taking it back does, e.g. <c>deleting role Reader</c>.</param>
    /// <param name="takeBack">Takes it back; not stopped by Ctrl+C.</param>
    public void Add(string step, Func<Task> takeBack) => _steps.Push((step, takeBack));

    /// <summary>Takes everything back, the last first. What cannot be taken back is a warning, so that it never hides the error that led here.</summary>
    /// <returns>Whether something was done and all of it is gone again.</returns>
    public async Task<bool> RunAsync()
    {
        var complete = _steps.Count > 0;
        while (_steps.TryPop(out var step))
        {
            host.WriteVerbose($"Undoing: {step.Step}.");
            try
            {
                await step.TakeBack().ConfigureAwait(false);
            }
            catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or k8s.Autorest.HttpOperationException)
            {
                complete = false;
                host.WriteWarning($"After the failure, {step.Step} did not succeed either ({Errors.Shown(e.Message)}). Run the command again to complete it.");
            }
        }

        return complete;
    }
}
