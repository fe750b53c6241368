using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The life of one pod on its node: init containers one by one, then all containers, restarted as the pod's policy says.</summary>
internal sealed class PodWorker(JsonObject pod, string hostAddress, string podAddress, PodRuntime runtime, ControlLoop loop, EventRecorder events)
{
    private static readonly TimeSpan FirstBackOff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(5);

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(loop.Stopping);
    private readonly PodStatus _status = new(pod, hostAddress, podAddress, loop.Clock);
    private readonly string _restartPolicy = pod.Text("spec", "restartPolicy") ?? "Always";
    private JsonObject _pod = pod;

    /// <summary>The node took the pod: addresses are known, nothing runs yet.</summary>
    public void Accept() => _pod = loop.View.Update("pods", _pod, _status.Write) ?? _pod;

    public async Task RunAsync(TimeSpan startDelay)
    {
        try
        {
            await Task.Delay(startDelay, _stop.Token);
            var deadline = _pod.Number("spec", "activeDeadlineSeconds");
            var run = RunContainersAsync();
            if (deadline is { } seconds && await Task.WhenAny(run, Task.Delay(TimeSpan.FromSeconds(seconds), _stop.Token)) != run)
            {
                _status.ExceedDeadline();
                Publish();
                events.Record(_pod, "Pod", "Normal", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline", "kubelet");
                Stop();
            }

            await run;
        }
        catch (OperationCanceledException)
        {
            // The pod is deleted or the cluster stops.
        }
    }

    public void Stop() => _stop.Cancel();

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
            var process = runtime.Start(_pod, container.Spec, container.IsInit, _stop.Token);
            Announce(container);
            container.Starting(loop.Clock.GetUtcNow());
            if (process.Exited.IsCompleted is false) await Task.WhenAny(process.Ready, process.Exited);
            if (!process.Exited.IsCompleted)
            {
                container.IsReady = true;
                Publish();
            }

            var exit = await process.Exited;
            _stop.Token.ThrowIfCancellationRequested();
            container.Ended(exit, loop.Clock.GetUtcNow());
            if (restartPolicy == "Never" || (restartPolicy == "OnFailure" && exit.Code == 0))
            {
                Publish();
                return exit;
            }

            // Restarted at once the first time, then ever later.
            if (backOff > TimeSpan.Zero) container.BackOff(backOff);
            Publish();
            await Task.Delay(backOff, _stop.Token);
            backOff = backOff == TimeSpan.Zero ? FirstBackOff : TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, backOff.Ticks * 2));
            container.Restarted();
        }
    }

    private void Announce(ContainerStatus container)
    {
        var name = container.Spec.Text("name");
        loop.Post(() =>
        {
            events.Record(_pod, "Pod", "Normal", "Pulled", $"Container image \"{container.Spec.Text("image")}\" already present on machine", "kubelet");
            events.Record(_pod, "Pod", "Normal", "Created", $"Created container: {name}", "kubelet");
            events.Record(_pod, "Pod", "Normal", "Started", $"Started container {name}", "kubelet");
        });
    }

    private void Publish() => loop.Post(() => loop.View.Update("pods", _pod, value =>
    {
        if (!value.IsDeleting()) _status.Write(value);
    }));
}
