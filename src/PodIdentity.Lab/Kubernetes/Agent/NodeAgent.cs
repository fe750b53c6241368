using System.Text;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes.Agent;

/// <summary>The credential endpoint of one node's agent: <c>/v1/credentials</c>, any method, errors as plain text.</summary>
internal sealed class NodeAgent(string node, EksAuthClient eksAuth, ITraffic traffic, LabClock clock)
{
    private const string Path = "/v1/credentials";
    private const int PerSecond = 1000;
    private const int Burst = 500;

    // The real agent knows its two link-local addresses only; here they are played by loopback.
    private static readonly string[] Hosts = ["169.254.170.23", "fd00:ec2::23", "127.0.0.1", "::1", "localhost"];

    private readonly RateLimit _limit = new(PerSecond, Burst, TimeProvider.System);
    private readonly CredentialCache _cache = new(clock);

    public async Task HandleAsync(HttpContext http)
    {
        var token = http.Request.Headers.Authorization.ToString();
        if (http.Request.Path.Value != Path)
        {
            await WriteErrorAsync(http, StatusCodes.Status404NotFound, "404 page not found");
            return;
        }

        var fault = await traffic.EnterAsync(http, "agent", "GetCredentials", SubjectOf(token));
        try
        {
            if (fault is { AfterWork: false }) throw new AgentException(fault.Status, fault.Message, isRecoverable: true);
            var credentials = await GetAsync(http, token);
            if (fault is not null) throw new AgentException(fault.Status, fault.Message, isRecoverable: true);
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(credentials.ToJson(), http.RequestAborted);
        }
        catch (AgentException error)
        {
            await WriteErrorAsync(http, error.Status, error.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client went away.
        }
    }

    private Task<PodCredentials> GetAsync(HttpContext http, string token)
    {
        if (!_limit.TryTake()) throw Refusal(StatusCodes.Status429TooManyRequests, "Too Many Requests");
        var host = http.Request.Host.Host.Trim('[', ']');
        if (!Hosts.Contains(host))
        {
            throw Refusal(
                StatusCodes.Status403Forbidden,
                $"Access Denied. Called agent through invalid address, please use either [169.254.170.23 fd00:ec2::23] address not {host}");
        }

        if (TokenCheck.Problem(token, clock.GetUtcNow()) is { } problem) throw Refusal(StatusCodes.Status400BadRequest, problem);
        return _cache.GetAsync(token, () => eksAuth.AssumeRoleAsync(node, token, CancellationToken.None));
    }

    private static AgentException Refusal(int status, string message) => new(status, message, isRecoverable: false);

    private static string? SubjectOf(string token) => TokenCheck.Claims(token).Text("sub");

    private static async Task WriteErrorAsync(HttpContext http, int status, string message)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(message + "\n"), http.RequestAborted);
    }
}
