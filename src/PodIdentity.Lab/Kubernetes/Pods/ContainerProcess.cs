namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>A container's main process.</summary>
/// <param name="Ready">Completes when the container is ready to serve.</param>
/// <param name="Exited">Completes when it ended.</param>
internal sealed record ContainerProcess(Task Ready, Task<ContainerExit> Exited);

/// <param name="Code">Exit code.</param>
/// <param name="Reason">As in a container status: <c>Completed</c>, <c>Error</c>, <c>StartError</c>.</param>
/// <param name="Message">Why it could not start.</param>
internal sealed record ContainerExit(int Code, string Reason, string? Message = null)
{
    public static readonly ContainerExit Killed = Of(137);

    public static ContainerExit Of(int code) => new(code, code == 0 ? "Completed" : "Error");
}

/// <summary>An image whose main process the lab itself provides.</summary>
internal interface ISystemImage
{
    /// <summary>Null when the container is not one of this image.</summary>
    ContainerProcess? Start(System.Text.Json.Nodes.JsonObject pod, System.Text.Json.Nodes.JsonObject container, LogBuffer log, CancellationToken cancellationToken);
}

/// <summary>Where the link-local addresses of a node lead.</summary>
internal interface INodeNetwork
{
    /// <summary>What answers this pod at 169.254.170.23; null while nothing does, or a network policy is in between.</summary>
    Uri? CredentialsAgent(System.Text.Json.Nodes.JsonObject pod);

    /// <summary>What answers at 169.254.169.254 on this node.</summary>
    Uri Metadata(string node);

    /// <summary>All AWS services.</summary>
    Uri Aws { get; }

    /// <summary>A loopback address that refuses connections, for clients that need some address.</summary>
    Uri Closed { get; }
}
