using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Lab.Kubernetes.Agent;
using PodIdentity.Lab.Kubernetes.Api;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes;

/// <summary>One EKS cluster: its objects, its API server, and what makes the objects come true.</summary>
internal sealed class Cluster : ICluster
{
    private readonly IObjectStore _store;
    private readonly ICloud _cloud;
    private readonly LabClock _clock;
    private readonly Workloads _workloads;
    private readonly ApiServer _server;

    // As the add-on service remembers it, to tell what others changed.
    private JsonObject? _appliedAgent;

    private Cluster(string name, string version, IObjectStore store, ICloud cloud, LabClock clock, Workloads workloads, ApiServer server)
    {
        (Name, Version) = (name, version);
        (_store, _cloud, _clock, _workloads, _server) = (store, cloud, clock, workloads, server);
    }

    public string Name { get; }

    public string Version { get; }

    public Uri Endpoint => _server.Endpoint;

    public string CertificateAuthority => _server.CertificateAuthority;

    /// <summary>The agents' credential endpoint, for all nodes.</summary>
    public Uri AgentEndpoint => _workloads.Agents.Endpoint;

    /// <summary>The cluster's OIDC issuer.</summary>
    public string Issuer => _workloads.Tokens.Issuer;

    /// <summary>The objects themselves: what tests look at and prepare.</summary>
    public IObjectStore Store => _store;

    public string AdminToken => _server.AdminToken;

    public string KubeconfigPath => _server.KubeconfigPath;

    public string WriteKubeconfig(string path) => _server.WriteKubeconfig(path);

    public static async Task<Cluster> StartAsync(
        string name, string version, LabOptions options, ICloud cloud, ITraffic traffic, LabClock clock, ILogger log, CancellationToken cancellationToken)
    {
        var store = new ObjectStore(clock);
        SeedObjects.Plant(store, cloud.Instances(name), cloud.Region, version, clock);
        var workloads = await Workloads.StartAsync(name, options, store, cloud, traffic, clock, log, cancellationToken);
        try
        {
            var settings = new ApiServerOptions { ClusterName = name, Version = version };
            var server = await ApiServer.StartAsync(settings, store, workloads.Admission, workloads.Runtime, traffic, cloud, clock, cancellationToken);
            return new Cluster(name, version, store, cloud, clock, workloads, server);
        }
        catch
        {
            await workloads.DisposeAsync();
            throw;
        }
    }

    public ServiceAccountToken? VerifyServiceAccountToken(string token) => _workloads.Tokens.Verify(token);

    public Task<IReadOnlyList<string>> ApplyAgentAsync(AgentSettings settings, CancellationToken cancellationToken)
    {
        var wanted = AgentDaemonSet.Build(settings.AddonVersion, Name, _cloud.Region, settings.Configuration);
        var fields = new OwnedFields(keepTheirs: settings.ResolveConflicts == "PRESERVE");
        var isRefused = false;
        var updated = _store.Update("daemonsets", AgentDaemonSet.Namespace, AgentDaemonSet.Name, present =>
        {
            var after = present.Copy();
            after.Child("metadata")["labels"] = wanted.At("metadata", "labels")!.DeepClone();
            // One that was not applied from here is taken over as a whole.
            if (_appliedAgent is null) after["spec"] = wanted["spec"]!.DeepClone();
            else fields.Apply(after.Child("spec"), _appliedAgent.Child("spec"), wanted.Child("spec"), ".spec");
            isRefused = fields.Conflicts.Count > 0 && settings.ResolveConflicts is not ("OVERWRITE" or "PRESERVE");
            if (isRefused) return;
            Defaults.Apply(ResourceType.DaemonSets, after);
            present["metadata"] = after["metadata"]!.DeepClone();
            present["spec"] = after["spec"]!.DeepClone();
        });
        if (isRefused) return Task.FromResult<IReadOnlyList<string>>(fields.Conflicts);

        _appliedAgent = wanted.Copy();
        if (updated is null)
        {
            Defaults.Apply(ResourceType.DaemonSets, wanted);
            _store.Create("daemonsets", wanted);
        }

        return Task.FromResult<IReadOnlyList<string>>([]);
    }

    public async Task JoinAsync(NodeInstance node, CancellationToken cancellationToken)
    {
        // Before pods can be there.
        if (node.Kind == NodeKind.Auto) await _workloads.Agents.StartBuiltInAsync(node.NodeName);
        _store.Create("nodes", NodeObjects.Node(node, _store.List("nodes").Count, _cloud.Region, Version, _clock));
    }

    public async Task RemoveAgentAsync(CancellationToken cancellationToken)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _appliedAgent = null;
        var changes = _store.Watch("pods", null, watching.Token);
        _store.Remove("daemonsets", AgentDaemonSet.Namespace, AgentDaemonSet.Name);
        while (_store.List("pods", AgentDaemonSet.Namespace).Any(IsAgent))
        {
            var change = await changes.ReadAsync(cancellationToken);
            while (change.Type != "DELETED" || !IsAgent(change.Object)) change = await changes.ReadAsync(cancellationToken);
        }

        await watching.CancelAsync();
    }

    public AgentRollout GetAgentRollout()
    {
        if (_store.Get("daemonsets", AgentDaemonSet.Namespace, AgentDaemonSet.Name) is not { } set) return new AgentRollout(Exists: false, 0, 0);

        // Until the controller has seen this generation its numbers are those of the last one.
        if (set.Number("status", "observedGeneration") != set.Generation()) return new AgentRollout(Exists: true, _cloud.Instances(Name).Count, 0);
        var ready = Math.Min(set.Number("status", "numberReady") ?? 0, set.Number("status", "updatedNumberScheduled") ?? 0);
        return new AgentRollout(Exists: true, (int)(set.Number("status", "desiredNumberScheduled") ?? 0), (int)ready);
    }

    /// <summary>Back to a new cluster; the API server and its credentials stay.</summary>
    public void Reset()
    {
        _appliedAgent = null;
        // Owners before what they own, or it would be made again.
        foreach (var type in ResourceType.Catalogue.OrderBy(type => type.Group.Length == 0))
            foreach (var value in _store.List(type.Plural))
                _store.Remove(type.Plural, value.Namespace(), value.Name());
        SeedObjects.Plant(_store, _cloud.Instances(Name), _cloud.Region, Version, _clock);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _workloads.DisposeAsync();
    }

    private static bool IsAgent(JsonObject pod) => pod.Label(AgentDaemonSet.NameLabel) == AgentDaemonSet.Name;
}
