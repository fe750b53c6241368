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
    private readonly string _fullName;
    private readonly bool _onWindows;
    private readonly TimeSpan _pullDelay;
    private JsonObject _pod;

    public PodWorker(
        JsonObject pod, JsonObject node, string hostAddress, string podAddress, TimeSpan pullDelay, PodRuntime runtime, ControlLoop loop, EventRecorder events)
    {
        _pullDelay = pullDelay;
        _onWindows = node.Label("kubernetes.io/os") == "windows";
        _fullName = $"{pod.Name()}_{pod.Namespace()}({pod.Uid()})";
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
        Note("Normal", "DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
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
        if (ImagePull.Check(container.Spec.Text("image") ?? "", _onWindows) is { } problem) await WaitForImageAsync(container, problem);
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
            if (backOff > TimeSpan.Zero)
            {
                container.BackOff(backOff, _fullName);
                Note("Warning", "BackOff", $"Back-off restarting failed container {container.Spec.Text("name")} in pod {_fullName}");
            }

            Publish();
            await Task.Delay(backOff, _stopping);
            backOff = Longer(backOff);
            container.Restarted();
        }
    }

    /// <summary>The image never comes: tried again ever later, until the pod goes.</summary>
    private async Task WaitForImageAsync(ContainerStatus container, ImageProblem problem)
    {
        var image = container.Spec.Text("image");
        if (problem.IsMalformed)
        {
            Fail(container, "InvalidImageName", problem.Message, ("InspectFailed", problem.Message));
            await Task.Delay(Timeout.Infinite, _stopping);
        }

        for (var backOff = FirstBackOff; ; backOff = Longer(backOff))
        {
            Note("Normal", "Pulling", $"Pulling image \"{image}\"");
            Fail(container, "ErrImagePull", problem.Message, ("Failed", $"Failed to pull image \"{image}\": {problem.Message}"));
            await Task.Delay(_pullDelay, _stopping);
            Note("Normal", "BackOff", $"Back-off pulling image \"{image}\"");
            Fail(container, "ImagePullBackOff", $"Back-off pulling image \"{image}\"");
            await Task.Delay(backOff, _stopping);
        }
    }

    private void Fail(ContainerStatus container, string reason, string message, (string Reason, string Text)? first = null)
    {
        container.Wait(reason, message);
        Publish();
        if (first is var (cause, text)) Note("Warning", cause, text);
        Note("Warning", "Failed", $"Error: {reason}");
    }

    private static TimeSpan Longer(TimeSpan backOff) =>
        backOff == TimeSpan.Zero ? FirstBackOff : TimeSpan.FromTicks(Math.Min(LongestBackOff.Ticks, backOff.Ticks * 2));

    private void Note(string type, string reason, string message) =>
        _loop.Post(() => _events.Record(_pod, "Pod", type, reason, message, "kubelet"));

    private void Announce(ContainerStatus container)
    {
        var name = container.Spec.Text("name");
        Note("Normal", "Pulled", $"Container image \"{container.Spec.Text("image")}\" already present on machine");
        Note("Normal", "Created", $"Created container: {name}");
        Note("Normal", "Started", $"Started container {name}");
    }

    /// <summary>Writes the status as it is now.</summary>
    public void Publish() => _loop.Post(() => _loop.View.Update("pods", _pod, value =>
    {
        if (!value.IsDeleting()) _status.Write(value);
    }));
}
