using System.Net;
using Amazon.SecurityToken.Model;
using k8s;
using k8s.Autorest;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis;

internal sealed partial class Facts
{
    /// <summary>Who runs the diagnosis.</summary>
    public Task<Reading<GetCallerIdentityResponse>> CallerAsync() => OnceAsync(
        "sts:GetCallerIdentity",
        () => aws.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken));

    /// <summary>What the cluster answers this identity when asked for the namespace.</summary>
    public Task<Reading<NamespaceAnswer?>> NamespaceAsync() => OnceAsync<NamespaceAnswer?>($"`get` on `namespaces` {request.Namespace}", async () =>
    {
        try
        {
            await Client.CoreV1.ReadNamespaceAsync(request.Namespace, cancellationToken: cancellationToken).ConfigureAwait(false);
            return new NamespaceAnswer(HttpStatusCode.OK, "");
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized)
        {
            return new NamespaceAnswer(e.Response.StatusCode, Errors.Told(KubernetesErrors.MessageOf(e.Response.Content)));
        }
    });
}

/// <summary>How a request for the namespace ended.</summary>
/// <param name="Status">200, 404 (no such namespace), 403 (known, but may not look), or 401 (unknown to the cluster).</param>
/// <param name="Message">What the cluster said.</param>
internal sealed record NamespaceAnswer(HttpStatusCode Status, string Message);
