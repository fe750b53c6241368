using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using PodIdentity.Isolation;

namespace PodIdentity.Tests.Support;

/// <summary>An engine that does what a test says, and otherwise answers with a plain result; it takes the real one's place while it lives.</summary>
internal sealed class FakeEngine : IPodIdentityEngine, IDisposable
{
    public FakeEngine() => EngineProvider.Use(this);

    /// <summary>Every request, in order.</summary>
    public ConcurrentQueue<object> Requests { get; } = new();

    /// <summary>Runs within each call, before its result.</summary>
    public Func<object, IOperationHost, CancellationToken, Task> OnCall { get; set; } = (_, _, _) => Task.CompletedTask;

    /// <summary>What the operations emit that list something.</summary>
    public IReadOnlyList<Association> Associations { get; set; } = [Sample.Association()];

    public void Dispose() => EngineProvider.Use(null);

    public async Task<Agent?> InstallAgentAsync(InstallAgentRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return await host.ShouldProcessAsync($"cluster {request.ClusterName}", "Install add-on") ? Sample.Agent(request.ClusterName) : null;
    }

    public async Task<Agent> GetAgentAsync(GetAgentRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return Sample.Agent(request.ClusterName);
    }

    public async Task<Role?> NewRoleAsync(NewRoleRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return await host.ShouldProcessAsync($"role {request.RoleName}", "Create role") ? Sample.Role(request.RoleName) : null;
    }

    public async Task<Association?> NewAssociationAsync(NewAssociationRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return await host.ShouldProcessAsync($"service account {request.ServiceAccount}", "Create association")
            ? Sample.Association(request.ServiceAccount) with { Change = Change.Created, Effective = true }
            : null;
    }

    public async IAsyncEnumerable<Association> GetAssociationsAsync(
        GetAssociationsRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        foreach (var association in Associations)
            yield return association;
    }

    public async Task<Association?> RemoveAssociationAsync(RemoveAssociationRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return await host.ShouldProcessAsync("association a-1", "Delete association") ? Sample.Association(request.ServiceAccount ?? "aws-cli-sa") : null;
    }

    public async Task<S3AccessResult?> TestS3AccessAsync(TestS3AccessRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        return await host.ShouldProcessAsync("pod probe", "Create pod") ? Sample.Denied() : null;
    }

    public async IAsyncEnumerable<Check> TestSetupAsync(TestSetupRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        yield return Sample.Check();
    }

    public async IAsyncEnumerable<Removal> RemoveSetupAsync(
        RemoveSetupRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        if (await host.ShouldProcessAsync("association a-1", "Delete association"))
            yield return new Removal(RemovalKind.Association, "a-1", RemovalResult.Removed);
        if (await host.ShouldProcessAsync("role reader", "Delete role"))
            yield return new Removal(RemovalKind.Role, "reader", RemovalResult.Removed);
    }

    public async IAsyncEnumerable<Workload> RestartWorkloadsAsync(
        RestartWorkloadsRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Called(request, host, cancellationToken);
        if (await host.ShouldProcessAsync("Deployment web", "Restart"))
            yield return Sample.Workload();
    }

    private Task Called(object request, IOperationHost host, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        return OnCall(request, host, cancellationToken);
    }
}
