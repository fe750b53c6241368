using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>What a kubelet reports of one pod.</summary>
internal sealed class PodStatus
{
    private readonly string _hostAddress;
    private readonly string _podAddress;
    private readonly LabClock _clock;
    private readonly string _startTime;
    private bool _ended;
    private bool _deadlineExceeded;

    public PodStatus(JsonObject pod, string hostAddress, string podAddress, LabClock clock)
    {
        _hostAddress = hostAddress;
        _podAddress = podAddress;
        _clock = clock;
        _startTime = clock.Timestamp();
        InitContainers = [.. pod.Items("spec", "initContainers").Select(spec => new ContainerStatus(spec, isInit: true))];
        Containers = [.. pod.Items("spec", "containers").Select(spec => new ContainerStatus(spec, isInit: false))];
        Initialized = InitContainers.Count == 0;
        foreach (var container in Containers) container.WaitsForInit = !Initialized;
    }

    public IReadOnlyList<ContainerStatus> InitContainers { get; }

    public IReadOnlyList<ContainerStatus> Containers { get; }

    public bool Initialized { get; set; }

    public void End() => _ended = true;

    /// <summary>Whatever runs is killed.</summary>
    public void ExceedDeadline()
    {
        foreach (var container in InitContainers.Concat(Containers).Where(container => container.IsRunning))
            container.Ended(ContainerExit.Killed, _clock.GetUtcNow());
        _deadlineExceeded = _ended = true;
    }

    public void Write(JsonObject pod)
    {
        var status = pod.Child("status");
        var phase = Phase();
        status["phase"] = phase;
        status["hostIP"] = _hostAddress;
        status["hostIPs"] = new JsonArray(new JsonObject { ["ip"] = _hostAddress });
        status["startTime"] = _startTime;
        status["qosClass"] ??= "BestEffort";
        if (phase != "Pending")
        {
            status["podIP"] = _podAddress;
            status["podIPs"] = new JsonArray(new JsonObject { ["ip"] = _podAddress });
        }

        if (_deadlineExceeded)
        {
            status["reason"] = "DeadlineExceeded";
            status["message"] = "Pod was active on the node longer than the specified deadline";
        }

        WriteConditions(status, phase);
        if (InitContainers.Count > 0) status["initContainerStatuses"] = Render(InitContainers);
        status["containerStatuses"] = Render(Containers);
    }

    private string Phase()
    {
        if (_deadlineExceeded) return "Failed";
        if (_ended) return InitContainers.Concat(Containers).Any(container => container.Failed) ? "Failed" : "Succeeded";
        return Initialized && Containers.All(container => container.HasStarted) ? "Running" : "Pending";
    }

    private void WriteConditions(JsonObject status, string phase)
    {
        var unready = Containers.Where(container => !container.IsReady).Select(container => container.Spec.Text("name")).ToList();
        var reason = unready.Count == 0 ? null : phase == "Succeeded" ? "PodCompleted" : "ContainersNotReady";
        var message = reason == "ContainersNotReady" ? $"containers with unready status: [{string.Join(' ', unready)}]" : null;
        var uninitialized = InitContainers.Where(container => !container.Succeeded).Select(container => container.Spec.Text("name"));
        Conditions.Set(status, _clock, "PodReadyToStartContainers", phase == "Running" || HasStartedAny());
        Conditions.Set(
            status, _clock, "Initialized", Initialized,
            Initialized ? null : "ContainersNotInitialized",
            Initialized ? null : $"containers with incomplete status: [{string.Join(' ', uninitialized)}]");
        Conditions.Set(status, _clock, "Ready", unready.Count == 0, reason, message);
        Conditions.Set(status, _clock, "ContainersReady", unready.Count == 0, reason, message);
        Conditions.Set(status, _clock, "PodScheduled", true);
    }

    private bool HasStartedAny() => !_ended && InitContainers.Concat(Containers).Any(container => container.HasStarted);

    private JsonArray Render(IReadOnlyList<ContainerStatus> containers)
    {
        if (Initialized) foreach (var container in Containers) container.WaitsForInit = false;
        return new JsonArray([.. containers.Select(container => container.Render())]);
    }
}
