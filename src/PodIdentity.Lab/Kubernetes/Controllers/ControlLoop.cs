using System.Text.Json.Nodes;
using System.Threading.Channels;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The one thread of thought of all controllers: takes watch events and due timers in order, then lets each controller
/// bring its changed objects nearer to what is wanted. No locks, no polling.</summary>
internal sealed class ControlLoop : IAsyncDisposable
{
    private static readonly string[] Watched =
        ["namespaces", "nodes", "serviceaccounts", "pods", "daemonsets", "deployments", "replicasets", "statefulsets", "resourcequotas", "networkpolicies"];

    private readonly IObjectStore _store;
    private readonly ILogger _log;
    private readonly List<Controller> _controllers = [];
    private readonly Channel<Action> _inbox = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _tasks = [];

    public ControlLoop(IObjectStore store, LabClock clock, ILogger log)
    {
        _store = store;
        _log = log;
        Clock = clock;
        View = new ClusterView(store);
    }

    public ClusterView View { get; }

    public LabClock Clock { get; }

    public CancellationToken Stopping => _stop.Token;

    public void Add(Controller controller) => _controllers.Add(controller);

    public void Start()
    {
        foreach (var resource in Watched) _tasks.Add(Task.Run(() => FollowAsync(resource)));
        _tasks.Add(Task.Run(RunAsync));
    }

    /// <summary>Does something on the loop.</summary>
    public void Post(Action action) => _inbox.Writer.TryWrite(action);

    /// <summary>Does something on the loop after a time.</summary>
    public void After(TimeSpan delay, Action action)
    {
        if (delay <= TimeSpan.Zero) Post(action);
        else Task.Delay(delay, Stopping).ContinueWith(_ => Post(action), Stopping, TaskContinuationOptions.NotOnCanceled, TaskScheduler.Default);
    }

    /// <summary>Work that goes on beside the loop: if it fails, that is not lost.</summary>
    public void Follow(Task work) => work.ContinueWith(
        failed => _log.LogError(failed.Exception, "A pod's work failed"), Stopping, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _inbox.Reader.WaitToReadAsync(Stopping))
            {
                while (_inbox.Reader.TryRead(out var action)) Attempt(action);
                foreach (var controller in _controllers) Attempt(controller.ReconcileChanged);
            }
        }
        catch (OperationCanceledException)
        {
            // The cluster stops.
        }
    }

    // A controller that trips over one object must not stop the cluster.
    private void Attempt(Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // whatever it is, the loop goes on
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _log.LogError(exception, "A controller failed");
        }
    }

    private async Task FollowAsync(string resource)
    {
        while (!Stopping.IsCancellationRequested)
        {
            try
            {
                var (present, version) = _store.Snapshot(resource);
                Post(() => Replace(resource, present));
                await foreach (var change in _store.Watch(resource, version, Stopping).ReadAllAsync(Stopping))
                    Post(() => Observe(resource, change));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (KubernetesException expired) when (expired.Code == 410)
            {
                // Fell too far behind: list again.
            }
        }
    }

    private void Replace(string resource, IReadOnlyList<JsonObject> present)
    {
        var keys = present.Select(ClusterView.Key).ToHashSet();
        foreach (var gone in View.List(resource).Where(known => !keys.Contains(ClusterView.Key(known))).ToList())
            Observe(resource, new StoreEvent("DELETED", gone));
        foreach (var value in present) Observe(resource, new StoreEvent("ADDED", value));
    }

    private void Observe(string resource, StoreEvent change)
    {
        if (!View.Apply(resource, change, out var previous)) return;
        foreach (var controller in _controllers) controller.Observe(resource, change.Object, previous, change.Type == "DELETED");
    }
}
