using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>
/// Applies the fix of the root cause and examines anew, until nothing is broken or what is broken is not ours to mend. Each cause is mended once:
/// one that comes back is told, not fought.
/// </summary>
internal sealed class Repairs(RepairSteps steps, IOperationHost host, TimeSpan? timeout)
{
    // IAM and EKS are eventually consistent: what was written may be seen a little later.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    /// <summary>The checks after all repairs; those of the first examination when nothing was repaired.</summary>
    public async Task<IReadOnlyList<Check>> RunAsync(Func<Task<List<Check>>> examine, CancellationToken cancellationToken)
    {
        var checks = await examine().ConfigureAwait(false);
        var mended = new HashSet<string>(StringComparer.Ordinal);
        while (checks.Find(c => c.IsRootCause) is { CauseId: { } cause } root && mended.Add(cause))
        {
            if (!await ApplyAsync(root, checks, cancellationToken).ConfigureAwait(false))
            {
                return checks;
            }

            checks = await ExamineAnewAsync(examine, cause, cancellationToken).ConfigureAwait(false);
        }

        if (mended.Count == 0)
        {
            host.WriteVerbose("Nothing is broken, so -Fix has nothing to do.");
        }

        return checks;
    }

    /// <summary>Whether something was changed. A repair that fails is an error beside the checks.</summary>
    private async Task<bool> ApplyAsync(Check root, IReadOnlyList<Check> checks, CancellationToken cancellationToken)
    {
        if (!RepairSteps.Mends(root.CauseId!))
        {
            host.WriteWarning($"{root.CauseId} is not mended by -Fix: that is not for this cmdlet to decide, or not ours to change. Fix of the check says what to do.");
            return false;
        }

        try
        {
            var isMended = await steps.ApplyAsync(root, checks, cancellationToken).ConfigureAwait(false);
            host.WriteVerbose(isMended ? $"{root.CauseId}: the fix was applied; the chain is examined anew." : $"{root.CauseId}: the fix was not applied.");
            return isMended;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            host.WriteError(ErrorMapping.Map(e, root.Target));
            return false;
        }
    }

    private async Task<List<Check>> ExamineAnewAsync(Func<Task<List<Check>>> examine, string mended, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(timeout ?? DefaultTimeout, cancellationToken);
        var backoff = Backoff.ForAws();
        while (true)
        {
            var checks = await examine().ConfigureAwait(false);
            if (checks.Find(c => c.IsRootCause)?.CauseId != mended)
            {
                return checks;
            }

            try
            {
                await backoff.PauseAsync(deadline.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return checks;
            }
        }
    }
}
