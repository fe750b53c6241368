using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>What the API server asks of the nodes.</summary>
internal interface IPodRuntime
{
    /// <summary>Runs a command in a container of a running pod. Writes to the given streams; the command's own failures are exit codes.
    /// Throws <see cref="Storage.KubernetesException"/> for an unknown container (400) or a pod that does not run.</summary>
    /// <param name="pod">The pod object as stored.</param>
    /// <param name="container">Container name; null for the first (or the default-container annotation).</param>
    /// <param name="command">The argument vector.</param>
    /// <param name="standardInput">What the client sends; null without stdin.</param>
    /// <param name="standardOutput">Receives output.</param>
    /// <param name="standardError">Receives errors.</param>
    /// <param name="cancellationToken">Cancelled when the client goes.</param>
    /// <returns>The exit code; or a start failure (e.g. executable not found), in which case nothing ran.</returns>
    Task<ExecOutcome> ExecAsync(JsonObject pod, string? container, IReadOnlyList<string> command, Stream? standardInput, Stream standardOutput, Stream standardError, CancellationToken cancellationToken);

    /// <summary>The log of a container so far, then (when following) what is written until it ends.</summary>
    Task WriteLogAsync(JsonObject pod, string? container, bool follow, Stream output, CancellationToken cancellationToken);
}

/// <param name="ExitCode">Of the command, when it started.</param>
/// <param name="StartFailure">The runtime's text when it could not be started.</param>
internal sealed record ExecOutcome(int ExitCode, string? StartFailure = null);

/// <summary>Admission of new pods: ServiceAccount admission, then the pod identity webhook.</summary>
internal interface IPodAdmission
{
    /// <summary>Returns the pod as admitted (defaulted service account, projected kube-api-access left out, webhook's mutation applied).
    /// Throws <see cref="Storage.KubernetesException"/> 403 when the service account does not exist.</summary>
    JsonObject Admit(JsonObject pod, string @namespace, bool dryRun);
}
