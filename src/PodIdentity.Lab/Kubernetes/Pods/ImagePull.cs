using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Kubernetes.Pods;

/// <summary>Why a node does not get an image.</summary>
/// <param name="Message">In the words of kubelet and containerd.</param>
/// <param name="IsMalformed">The name says nothing that could be pulled.</param>
internal sealed record ImageProblem(string Message, bool IsMalformed);

/// <summary>
/// No image is really pulled: all are there, but for those that never can be. Registries under <c>.invalid</c> and <c>.example</c> (names that
/// never resolve) are unreachable, a repository or tag named <c>does-not-exist</c> does not exist, and Windows nodes have no Linux images.
/// </summary>
internal static partial class ImagePull
{
    private const string Missing = "does-not-exist";

    [GeneratedRegex(@"\A[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@[A-Za-z][\w+.-]*:[0-9a-fA-F]{32,})?\z")]
    private static partial Regex Path();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]+)?\z")]
    private static partial Regex Registry();

    /// <summary>Null when the image is there.</summary>
    public static ImageProblem? Check(string image, bool onWindows)
    {
        var (registry, path) = Split(image);
        var repository = path.Split(':')[0];
        var fault = repository.Any(char.IsUpper) ? $"invalid reference format: repository name ({repository}) must be lowercase"
            : Registry().IsMatch(registry) && Path().IsMatch(path) ? null
            : "invalid reference format";
        if (fault is not null)
            return new ImageProblem($"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {fault}", IsMalformed: true);

        repository = path.Split('@')[0].Split(':')[0];
        var tag = path.Contains('@') ? path.Split('@')[1] : path.Length > repository.Length ? path[(repository.Length + 1)..] : "latest";
        var reference = $"{registry}/{repository}{(path.Contains('@') ? '@' : ':')}{tag}";
        return PullFailure(registry, repository, tag, reference, onWindows) is { } failure
            ? new ImageProblem($"rpc error: code = {failure.Code} desc = failed to pull and unpack image \"{reference}\": {failure.Text}", IsMalformed: false)
            : null;
    }

    private static (string Code, string Text)? PullFailure(string registry, string repository, string tag, string reference, bool onWindows)
    {
        var unresolved = $"failed to resolve reference \"{reference}\": ";
        var host = registry.Split(':')[0];
        if (host.EndsWith(".invalid", StringComparison.Ordinal) || host.EndsWith(".example", StringComparison.Ordinal))
        {
            return ("Unknown", $"{unresolved}failed to do request: Head \"https://{registry}/v2/{repository}/manifests/{tag}\": "
                + $"dial tcp: lookup {host} on 192.168.0.2:53: no such host");
        }

        if (tag == Missing) return ("NotFound", $"{unresolved}{reference}: not found");
        if (repository.Split('/')[^1] == Missing)
        {
            return registry == "docker.io"
                ? ("Unknown", $"{unresolved}pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed")
                : ("NotFound", $"{unresolved}{reference}: not found");
        }

        return onWindows && !repository.Contains("windows", StringComparison.Ordinal) ? ("NotFound", "no match for platform in manifest: not found") : null;
    }

    /// <summary>As container tools read a name: the part before the first slash is a registry only if it looks like a host.</summary>
    private static (string Registry, string Path) Split(string image)
    {
        var slash = image.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : image[..slash];
        if (first.AsSpan().IndexOfAny('.', ':') >= 0 || first == "localhost" || first.Any(char.IsUpper)) return (first, image[(slash + 1)..]);
        return ("docker.io", slash < 0 ? "library/" + image : image);
    }
}
