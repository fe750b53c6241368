using System.Runtime.CompilerServices;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine;

/// <summary>Runs the operations, one file each under Operations, and turns every error that leaves them into one that users can read.</summary>
public sealed class PodIdentityEngine : IPodIdentityEngine
{
    /// <inheritdoc/>
    public Task<Agent?> InstallAgentAsync(InstallAgentRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(request.ClusterName, () => InstallAgent.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Agent> GetAgentAsync(GetAgentRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(request.ClusterName, () => GetAgent.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Role?> NewRoleAsync(NewRoleRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(request.RoleName, () => NewRole.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Association?> NewAssociationAsync(NewAssociationRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(TargetOf(request), () => NewAssociation.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Association> GetAssociationsAsync(GetAssociationsRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        StreamAsync(request.ClusterName, GetAssociations.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<Association?> RemoveAssociationAsync(RemoveAssociationRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(request.AssociationId ?? $"{request.ClusterName}/{request.Namespace}/{request.ServiceAccount}", () => RemoveAssociation.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<S3AccessResult?> TestS3AccessAsync(TestS3AccessRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        RunAsync(TargetOf(request), () => TestS3Access.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Check> TestSetupAsync(TestSetupRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        StreamAsync(TargetOf(request), TestSetup.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Removal> RemoveSetupAsync(RemoveSetupRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        StreamAsync(TargetOf(request), RemoveSetup.RunAsync(request, host, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Workload> RestartWorkloadsAsync(RestartWorkloadsRequest request, IOperationHost host, CancellationToken cancellationToken) =>
        StreamAsync(TargetOf(request), RestartWorkloads.RunAsync(request, host, cancellationToken), cancellationToken);

    private static string TargetOf(ServiceAccountRequest request) => $"{request.ClusterName}/{request.Namespace}/{request.ServiceAccount}";

    private static async Task<T> RunAsync<T>(object target, Func<Task<T>> operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // A stop may surface as any exception of a connection that was torn down.
            cancellationToken.ThrowIfCancellationRequested();
            throw ErrorMapping.Map(e, target);
        }
    }

    private static async IAsyncEnumerable<T> StreamAsync<T>(object target, IAsyncEnumerable<T> operation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var items = operation.GetAsyncEnumerator(cancellationToken);
        await using (items.ConfigureAwait(false))
        {
            while (await RunAsync(target, () => items.MoveNextAsync().AsTask(), cancellationToken).ConfigureAwait(false))
            {
                yield return items.Current;
            }
        }
    }
}
