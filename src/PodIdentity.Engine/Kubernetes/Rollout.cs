using System.Globalization;
using k8s;
using k8s.Models;

namespace PodIdentity.Engine.Kubernetes;

/// <summary>A workload that replaces its pods one after another when its template changes: a Deployment, StatefulSet or DaemonSet.</summary>
internal abstract class Rollout
{
    /// <summary>What kubectl's own <c>rollout restart</c> changes in the template.</summary>
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    /// <summary>Why a change of its template replaces no pod now; null when it does.</summary>
    public abstract string? Refusal { get; }

    /// <summary>What a restart leaves undone; null for nothing.</summary>
    public virtual string? Remark => null;

    protected abstract V1PodTemplateSpec Template { get; }

    protected abstract RolloutState State { get; }

    /// <summary>Reads the workload; null when its kind is none of the three.</summary>
    public static async Task<Rollout?> FindAsync(IKubernetes client, string @namespace, PodOwner owner, CancellationToken cancellationToken)
    {
        if (owner.Group != "apps")
        {
            return null;
        }

        return owner.Kind switch
        {
            "Deployment" => new DeploymentRollout(client, await ObjectWatch.Deployment(client, @namespace, owner.Name).Read(cancellationToken).ConfigureAwait(false)),
            "StatefulSet" => new StatefulSetRollout(client, await ObjectWatch.StatefulSet(client, @namespace, owner.Name).Read(cancellationToken).ConfigureAwait(false)),
            "DaemonSet" => new DaemonSetRollout(client, await ObjectWatch.DaemonSet(client, @namespace, owner.Name).Read(cancellationToken).ConfigureAwait(false)),
            _ => null,
        };
    }

    /// <summary>Whether a restart that began after a moment is still replacing these pods, so that another would only do it twice.</summary>
    public bool IsReplacing(IEnumerable<V1Pod> pods, DateTime since) =>
        !State.IsComplete
        && Template.Metadata?.Annotations?.TryGetValue(RestartedAt, out var text) == true
        && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var restarted)
        // Both times have whole seconds.
        && restarted.AddSeconds(1) > since
        && pods.All(pod => pod.Metadata.CreationTimestamp?.ToUniversalTime() <= restarted);

    /// <summary>Begins to replace the pods.</summary>
    public Task RestartAsync(CancellationToken cancellationToken)
    {
        var now = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var annotations = new Dictionary<string, string> { [RestartedAt] = now };
        var change = new { spec = new { template = new { metadata = new { annotations } } } };
        return PatchAsync(new V1Patch(change, V1Patch.PatchType.StrategicMergePatch), cancellationToken);
    }

    /// <summary>Waits until all pods are replaced.</summary>
    public abstract Task WaitAsync(Action<string> seen, CancellationToken cancellationToken);

    protected abstract Task PatchAsync(V1Patch patch, CancellationToken cancellationToken);

    protected static async Task FollowAsync<T>(ObjectWatch<T> watch, T current, Func<T, RolloutState> judge, Action<string> seen, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var target = $"{current.Kind ?? typeof(T).Name[2..]} {current.Metadata.NamespaceProperty}/{current.Metadata.Name}";
        var end = await watch.UntilAsync(current, Decide, cancellationToken).ConfigureAwait(false);
        if (end is null)
        {
            throw Failed(target, "somebody deleted it");
        }

        bool Decide(T now)
        {
            var state = judge(now);
            seen(state.Text);
            return state.HasFailed ? throw Failed(target, state.Text) : state.IsComplete;
        }
    }

    private static PodIdentityException Failed(string target, string why) => new(
        "RolloutFailed",
        ErrorKind.ResourceUnavailable,
        target,
        $"The rollout of {target} failed: {Errors.Told(why)}",
        $"See why its new pods do not start with `kubectl describe {target.Replace(' ', '/').ToLowerInvariant().Split('/')[0]} {target.Split('/')[^1]} -n {target.Split(' ')[1].Split('/')[0]}`; `kubectl rollout undo` goes back. Then run the command again.");

    private sealed class DeploymentRollout(IKubernetes client, V1Deployment current) : Rollout
    {
        private V1Deployment _current = current;

        public override string? Refusal => _current.Spec.Paused == true
            ? $"It is paused. Resume it with `kubectl rollout resume deployment/{_current.Metadata.Name} -n {_current.Metadata.NamespaceProperty}`, then run the command again."
            : null;

        protected override V1PodTemplateSpec Template => _current.Spec.Template;

        protected override RolloutState State => RolloutState.Of(_current);

        public override Task WaitAsync(Action<string> seen, CancellationToken cancellationToken) => FollowAsync(
            ObjectWatch.Deployment(client, _current.Metadata.NamespaceProperty, _current.Metadata.Name), _current, RolloutState.Of, seen, cancellationToken);

        protected override async Task PatchAsync(V1Patch patch, CancellationToken cancellationToken) => _current = await client.AppsV1.PatchNamespacedDeploymentAsync(
            patch, _current.Metadata.Name, _current.Metadata.NamespaceProperty, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private sealed class StatefulSetRollout(IKubernetes client, V1StatefulSet current) : Rollout
    {
        private V1StatefulSet _current = current;

        public override string? Refusal => WhyNotByItself(_current.Spec.UpdateStrategy?.Type);

        public override string? Remark => _current.Spec.UpdateStrategy?.RollingUpdate?.Partition is { } partition and > 0
            ? $"Its update strategy has the partition {partition}: pods with a lower number keep what they have until somebody deletes them."
            : null;

        protected override V1PodTemplateSpec Template => _current.Spec.Template;

        protected override RolloutState State => RolloutState.Of(_current);

        public override Task WaitAsync(Action<string> seen, CancellationToken cancellationToken) => FollowAsync(
            ObjectWatch.StatefulSet(client, _current.Metadata.NamespaceProperty, _current.Metadata.Name), _current, RolloutState.Of, seen, cancellationToken);

        protected override async Task PatchAsync(V1Patch patch, CancellationToken cancellationToken) => _current = await client.AppsV1.PatchNamespacedStatefulSetAsync(
            patch, _current.Metadata.Name, _current.Metadata.NamespaceProperty, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private sealed class DaemonSetRollout(IKubernetes client, V1DaemonSet current) : Rollout
    {
        private V1DaemonSet _current = current;

        public override string? Refusal => WhyNotByItself(_current.Spec.UpdateStrategy?.Type);

        protected override V1PodTemplateSpec Template => _current.Spec.Template;

        protected override RolloutState State => RolloutState.Of(_current);

        public override Task WaitAsync(Action<string> seen, CancellationToken cancellationToken) => FollowAsync(
            ObjectWatch.DaemonSet(client, _current.Metadata.NamespaceProperty, _current.Metadata.Name), _current, RolloutState.Of, seen, cancellationToken);

        protected override async Task PatchAsync(V1Patch patch, CancellationToken cancellationToken) => _current = await client.AppsV1.PatchNamespacedDaemonSetAsync(
            patch, _current.Metadata.Name, _current.Metadata.NamespaceProperty, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static string? WhyNotByItself(string? strategy) =>
        strategy == "OnDelete" ? "Its update strategy is OnDelete: pods are replaced only when somebody deletes them. Delete them with `kubectl delete pod`, one at a time." : null;
}
