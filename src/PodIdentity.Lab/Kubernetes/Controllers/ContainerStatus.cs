using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Pods;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The state of one container, written by its pod's worker and read by the control loop.</summary>
internal sealed class ContainerStatus(JsonObject spec, bool isInit)
{
    private readonly Lock _lock = new();
    private readonly string _imageId = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spec.Text("image") ?? "")));
    private string _containerId = "";
    private DateTimeOffset? _started;
    private JsonObject? _terminated;
    private JsonObject? _last;
    private (string Reason, string Message)? _waiting;
    private int _restarts;
    private bool _ready;

    public JsonObject Spec { get; } = spec;

    public bool IsInit { get; } = isInit;

    public bool WaitsForInit { get; set; }

    public bool HasStarted => _started is not null || _terminated is not null || _last is not null;

    public bool IsRunning => _started is not null;

    public bool Failed => _terminated.Number("exitCode") is not (null or 0);

    public bool Succeeded => _terminated.Number("exitCode") == 0;

    public bool IsReady
    {
        get => IsInit ? Succeeded : _ready;
        set => _ready = value;
    }

    public void Starting(DateTimeOffset now)
    {
        lock (_lock)
        {
            _started = now;
            _terminated = null;
            _waiting = null;
            _containerId = "containerd://" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        }
    }

    public void Ended(ContainerExit exit, DateTimeOffset now)
    {
        lock (_lock)
        {
            _ready = false;
            _terminated = new JsonObject
            {
                ["exitCode"] = exit.Code,
                ["reason"] = exit.Reason,
                ["startedAt"] = ObjectAccess.Timestamp(_started ?? now),
                ["finishedAt"] = ObjectAccess.Timestamp(now),
                ["containerID"] = _containerId,
            };
            if (exit.Message is not null) _terminated["message"] = exit.Message;
            _started = null;
        }
    }

    /// <summary>It will be started again, but not yet.</summary>
    public void BackOff(TimeSpan delay, string pod)
    {
        var length = delay < TimeSpan.FromMinutes(1) ? $"{delay.TotalSeconds}s" : $"{(int)delay.TotalMinutes}m{delay.Seconds}s";
        Wait("CrashLoopBackOff", $"back-off {length} restarting failed container={Spec.Text("name")} pod={pod}");
    }

    /// <summary>It does not run, and this is why.</summary>
    public void Wait(string reason, string message)
    {
        lock (_lock) _waiting = (reason, message);
    }

    public void Restarted()
    {
        lock (_lock)
        {
            _restarts++;
            _last = _terminated;
        }
    }

    public JsonObject Render()
    {
        lock (_lock)
        {
            var rendered = new JsonObject
            {
                ["name"] = Spec.Text("name"),
                ["state"] = State(),
                ["lastState"] = Terminated(_waiting is null ? _last : _terminated),
                ["ready"] = IsReady,
                ["restartCount"] = _restarts,
                ["image"] = Spec.Text("image"),
                ["imageID"] = HasStarted ? _imageId : "",
                ["started"] = _started is not null,
            };
            if (_containerId.Length > 0) rendered["containerID"] = _containerId;
            return rendered;
        }
    }

    private JsonObject State()
    {
        if (_waiting is var (reason, message)) return Waiting(reason, message);
        if (_terminated is not null) return Terminated(_terminated);
        return _started is { } started
            ? new JsonObject { ["running"] = new JsonObject { ["startedAt"] = ObjectAccess.Timestamp(started) } }
            : Waiting(WaitsForInit ? "PodInitializing" : "ContainerCreating", null);
    }

    private static JsonObject Waiting(string reason, string? message)
    {
        var waiting = new JsonObject { ["reason"] = reason };
        if (message is not null) waiting["message"] = message;
        return new JsonObject { ["waiting"] = waiting };
    }

    private static JsonObject Terminated(JsonObject? terminated) =>
        terminated is null ? [] : new JsonObject { ["terminated"] = terminated.DeepClone() };
}
