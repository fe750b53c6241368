using System.Net;
using Amazon.Runtime;
using k8s.Autorest;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis;

/// <summary>A fact, or why it is not known.</summary>
/// <param name="Value">The fact; meaningless when it is not known.</param>
/// <param name="Unread">Why it is not known, with the permission it takes; null when it is.</param>
internal readonly record struct Reading<T>(T Value, string? Unread)
{
    /// <summary>Whether the fact is known.</summary>
    public bool IsKnown => Unread is null;

    /// <summary>What follows from the fact; unknown when it is.</summary>
    public Reading<TNext> Then<TNext>(Func<T, TNext> next) => IsKnown ? new(next(Value), null) : new(default!, Unread);
}

/// <summary>Reads facts so that what may not be read is known to be unknown.</summary>
internal static class Reading
{
    public static Reading<T> Known<T>(T value) => new(value, null);

    public static Reading<T> Unknown<T>(string why) => new(default!, why);

    /// <summary>Reads. A refusal, or a server that does not answer, leaves the fact unknown; missing credentials end the diagnosis.</summary>
    /// <param name="permission">What it takes, e.g. <c>iam:GetRole</c> or <c>`list` on `pods`</c>.</param>
    /// <param name="read">Reads the fact.</param>
    public static async Task<Reading<T>> TryAsync<T>(string permission, Func<Task<T>> read)
    {
        try
        {
            return Known(await read().ConfigureAwait(false));
        }
        catch (HttpOperationException e)
        {
            var why = e.Response.StatusCode == HttpStatusCode.Unauthorized ? "the cluster does not know this identity (it needs an access entry)" : Errors.Told(KubernetesErrors.MessageOf(e.Response.Content));
            return Unknown<T>($"{permission} is needed: {why}");
        }
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or PodIdentityException)
        {
            var error = ErrorMapping.Map(e, null);
            return error.Kind == ErrorKind.AuthenticationError && error.ErrorId != "PodIdentity.KubernetesUnauthorized"
                ? throw error
                : Unknown<T>($"{permission} is needed: {error.Message}");
        }
    }
}
