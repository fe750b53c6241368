using System.Text;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>The file that kubectl reads: the administrator's context, and a second one for the viewer.</summary>
internal static class Kubeconfig
{
    public static string Text(string clusterName, Uri endpoint, string authorityPem, string adminToken, string viewerToken) => $"""
        apiVersion: v1
        kind: Config
        clusters:
        - name: {clusterName}
          cluster:
            server: {endpoint.GetLeftPart(UriPartial.Authority)}
            certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
        users:
        - name: {clusterName}-admin
          user:
            token: {adminToken}
        - name: {clusterName}-viewer
          user:
            token: {viewerToken}
        contexts:
        - name: {clusterName}
          context:
            cluster: {clusterName}
            user: {clusterName}-admin
        - name: {clusterName}-viewer
          context:
            cluster: {clusterName}
            user: {clusterName}-viewer
        current-context: {clusterName}

        """;

    /// <summary>Tokens are for their owner's eyes.</summary>
    public static void Write(string path, string text)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(path, Encoding.ASCII, options);
        writer.Write(text);
    }
}
