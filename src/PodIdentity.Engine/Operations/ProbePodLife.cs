using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>A probe pod from its creation to its end, which comes whatever happens in between: a result, a failure, or a stop.</summary>
internal sealed class ProbePodLife(TestS3AccessRequest request, IOperationHost host, IKubernetes client)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(3);

    // How long the answer to the creation is waited for after a stop; less than the prompt is held back for cleaning up.
    private static readonly TimeSpan LateAnswer = TimeSpan.FromSeconds(10);

    // API servers may not know a service account for a moment that another of them has just made.
    private static readonly TimeSpan AccountDelay = TimeSpan.FromSeconds(10);

    private readonly V1Pod _specified = ProbePod.Specify(request.Namespace, request.ServiceAccount, request.Image, request.NodeName);
    private Task<V1Pod>? _creation;

    private string Target => $"{request.Namespace}/{_specified.Metadata.Name}";

    /// <summary>Runs the test in the pod.</summary>
    public async Task<T> RunAsync<T>(bool createAccount, Func<V1Pod, Task<T>> test, CancellationToken cancellationToken)
    {
        var undo = new Undo(host);
        try
        {
            var madeAccount = createAccount && await ServiceAccounts.CreateAsync(client, request.Namespace, request.ServiceAccount, cancellationToken).ConfigureAwait(false);
            if (madeAccount)
            {
                undo.Add($"deleting service account {request.Namespace}/{request.ServiceAccount}", () => ServiceAccounts.DeleteAsync(client, request.Namespace, request.ServiceAccount, CancellationToken.None));
            }

            var pod = await CreateAsync(madeAccount, cancellationToken).ConfigureAwait(false);
            host.WriteVerbose($"Created pod {Target}.");
            var result = await test(await WaitForStartAsync(pod, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            await EndAsync().ConfigureAwait(false);
            return result;
        }
        catch (Exception)
        {
            await EndAsync().ConfigureAwait(false);
            if (!(request.Keep && _creation is { IsCompletedSuccessfully: true }))
            {
                await undo.RunAsync().ConfigureAwait(false);
            }

            throw;
        }
    }

    private async Task<V1Pod> CreateAsync(bool madeAccount, CancellationToken cancellationToken)
    {
        using var patience = new Deadline(AccountDelay, cancellationToken);
        var pause = Backoff.ForKubernetes();
        while (true)
        {
            try
            {
                // Not ended by a stop: a request that is cut off may yet be carried out, and then nobody would know of the pod.
                _creation = ProbePod.CreateAsync(client, _specified, CancellationToken.None);
                return await _creation.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (madeAccount && !patience.HasPassed && e.Response.Content?.Contains("error looking up service account", StringComparison.Ordinal) == true)
            {
                await pause.PauseAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (HttpOperationException e) when (PodRefusal.Explain(e, request.Namespace, $"{request.Namespace}/{request.ServiceAccount}") is { } refusal)
            {
                throw refusal;
            }
        }
    }

    private async Task<V1Pod> WaitForStartAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var activity = $"Starting pod {Target}";
        using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
        var start = new PodStart(client, pod);
        try
        {
            return await start.WaitAsync(text => host.WriteProgress(new OperationProgress(activity, text, deadline.PercentUsed)), deadline.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (deadline.HasPassed && e is not PodIdentityException)
        {
            throw await start.NotInTimeAsync(deadline.Timeout).ConfigureAwait(false);
        }
        finally
        {
            host.WriteProgress(new OperationProgress(activity, "Done", 100, Completed: true));
        }
    }

    /// <summary>Deletes the pod if there may be one. That it fails is a warning: it must not hide the result, and the pod ends by itself.</summary>
    private async Task EndAsync()
    {
        if (_creation is null)
        {
            return;
        }

        try
        {
            await _creation.WaitAsync(LateAnswer).ConfigureAwait(false);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode < HttpStatusCode.InternalServerError)
        {
            // Refused: there is none.
            return;
        }
        catch (Exception)
        {
            // No answer, or none that says whether the pod was made: it is deleted by its name.
        }

        if (request.Keep && _creation.IsCompletedSuccessfully)
        {
            host.WriteVerbose($"Pod {Target} is kept; Remove-PodIdentitySetup removes it.");
            return;
        }

        try
        {
            await ProbePod.DeleteAsync(client, request.Namespace, _specified.Metadata.Name, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or IOException)
        {
            host.WriteWarning($"The probe pod {Target} could not be deleted ({Errors.Told(e is HttpOperationException refused ? KubernetesErrors.MessageOf(refused.Response.Content) : e.Message)}). It ends by itself after 15 minutes; `kubectl delete pod {_specified.Metadata.Name} -n {request.Namespace}` removes it.");
        }
    }
}
