using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The life of one pod on its node: init containers one by one, then all containers, restarted as the pod's policy says.</summary>
internal sealed class PodWorker
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly PodRuntime _runtime;
    private readonly ControlLoop _loop;
    private readonly EventRecorder _events;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _stopping;
    private readonly PodStatus _status;
    private readonly string _restartPolicy;
    private JsonObject _pod;

    public PodWorker(JsonObject pod, string hostAddress, string podAddress, PodRuntime runtime, ControlLoop loop, EventRecorder events)
    {
        (_pod, _runtime, _loop, _events) = (pod, runtime, loop, events);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(loop.Stopping);
        _stopping = _stop.Token;
        _status = new PodStatus(pod, hostAddress, podAddress, loop.Clock);
        _restartPolicy = pod.Text("spec", "restartPolicy") ?? "Always";
    }

    /// <summary>The node took the pod: addresses are known, nothing runs yet.</summary>
    public void Accept() => _pod = _loop.View.Update("pods", _pod, _status.Write) ?? _pod;

    public async Task RunAsync(TimeSpan startDelay)
    {
        try
        {
            await Task.Delay(startDelay, _stopping);
            var run = RunContainersAsync();
            if (_pod.Number("spec", "activeDeadlineSeconds") is { } seconds) await EnforceDeadlineAsync(run, TimeSpan.FromSeconds(seconds));
            await run;
        }
        catch (OperationCanceledException)
        {
            // The pod is deleted or the cluster stops.
        }
    }

    /// <summary>Once, when the pod is gone.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task EnforceDeadlineAsync(Task run, TimeSpan deadline)
    {
        if (await Task.WhenAny(run, Task.Delay(deadline, _stopping)) == run || _stopping.IsCancellationRequested) return;
        _status.ExceedDeadline();
        Publish();
        _loop.Post(() => _events.Record(_pod, "Pod", "Normal", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline", "kubelet"));
        await _stop.CancelAsync();
    }

    private async Task RunContainersAsync()
    {
        foreach (var container in _status.InitContainers)
        {
            if (container.Spec.Text("restartPolicy") == "Always")
            {
                _ = RunContainerAsync(container, "Always");
                continue;
            }

            var exit = await RunContainerAsync(container, _restartPolicy == "Never" ? "Never" : "OnFailure");
            if (exit.Code == 0) continue;
            _status.End();
            Publish();
            return;
        }

        _status.Initialized = true;
        await Task.WhenAll(_status.Containers.Select(container => RunContainerAsync(container, _restartPolicy)));
        _status.End();
        Publish();
    }

    private async Task<ContainerExit> RunContainerAsync(ContainerStatus container, string restartPolicy)
    {
        var backOff = TimeSpan.Zero;
        while (true)
        {
            var process = _runtime.Start(_pod, container.Spec, container.IsInit, _stopping);
            Announce(container);
            container.Starting(_loop.Clock.GetUtcNow());
            if (process.Exited.IsCompleted is false) await Task.WhenAny(process.Ready, process.Exited);
            if (!process.Exited.IsCompleted)
            {
                container.IsReady = true;
                Publish();
            }

            var exit = await process.Exited;
            _stopping.ThrowIfCancellationRequested();
            container.Ended(exit, _loop.Clock.GetUtcNow());
            if (restartPolicy == "Never" || (restartPolicy == "OnFailure" && exit.Code == 0))
            {
                Publish();
                return exit;
            }

            // Restarted at once the first time, then ever later.
            if (backOff > TimeSpan.Zero) container.BackOff(backOff);
            Publish();
            await Task.Delay(backOff, _stopping);
            backOff = backOff == TimeSpan.Zero ? FirstBackOff : TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, backOff.Ticks * 2));
            container.Restarted();
        }
    }

    private void Announce(ContainerStatus container)
    {
        var name = container.Spec.Text("name");
        _loop.Post(() =>
        {
            _events.Record(_pod, "Pod", "Normal", "Pulled", $"Container image \"{container.Spec.Text("image")}\" already present on machine", "kubelet");
            _events.Record(_pod, "Pod", "Normal", "Created", $"Created container: {name}", "kubelet");
            _events.Record(_pod, "Pod", "Normal", "Started", $"Started container {name}", "kubelet");
        });
    }

    private void Publish() => _loop.Post(() => _loop.View.Update("pods", _pod, value =>
    {
        if (!value.IsDeleting()) _status.Write(value);
    }));
}
