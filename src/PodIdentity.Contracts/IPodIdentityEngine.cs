namespace PodIdentity;

/// <summary>The operations behind the cmdlets. Implemented by the engine, which alone knows AWS and Kubernetes.</summary>
/// <remarks>
/// Every operation throws <see cref="PodIdentityException"/> for each error a user can meet, and <see cref="OperationCanceledException"/>
/// when its token is cancelled. Writes happen only after <see cref="IOperationHost.ShouldProcessAsync"/> said yes.
/// </remarks>
public interface IPodIdentityEngine
{
    /// <summary>Installs or upgrades the agent add-on and waits until it is active and ready on every node it should run on.</summary>
    /// <returns>The agent; null when the host declined the installation and there is no agent to show.</returns>
    Task<Agent?> InstallAgentAsync(InstallAgentRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>The agent's state, per node. An absent agent is a result, not an error.</summary>
    Task<Agent> GetAgentAsync(GetAgentRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Creates the role, or adds what an existing one lacks.</summary>
    /// <returns>The role; null when the host declined its creation.</returns>
    Task<Role?> NewRoleAsync(NewRoleRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Creates or converges the association and waits until new pods get credentials through it.</summary>
    /// <returns>The association; null when the host declined its creation.</returns>
    Task<Association?> NewAssociationAsync(NewAssociationRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>All associations that pass the filters, as their details arrive.</summary>
    IAsyncEnumerable<Association> GetAssociationsAsync(GetAssociationsRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Deletes one association and waits until it is gone. One that does not exist is an error.</summary>
    /// <returns>The association as it was; null when the host declined.</returns>
    Task<Association?> RemoveAssociationAsync(RemoveAssociationRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Lists the S3 buckets from a pod of the service account and says who it ran as.</summary>
    /// <returns>The outcome, denied or allowed; null when the host declined to create the probe pod.</returns>
    Task<S3AccessResult?> TestS3AccessAsync(TestS3AccessRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Checks every link from the caller to a pod's AWS call, and reports each in the order of the chain.</summary>
    IAsyncEnumerable<Check> TestSetupAsync(TestSetupRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Removes association, role and probe pods, and on request the service account and the agent; reports each as it goes.</summary>
    IAsyncEnumerable<Removal> RemoveSetupAsync(RemoveSetupRequest request, IOperationHost host, CancellationToken cancellationToken);

    /// <summary>Restarts the workloads of the service account whose pods do not have what its association gives; reports each as it is done.</summary>
    IAsyncEnumerable<Workload> RestartWorkloadsAsync(RestartWorkloadsRequest request, IOperationHost host, CancellationToken cancellationToken);
}
