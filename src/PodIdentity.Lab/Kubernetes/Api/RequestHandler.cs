using PodIdentity.Lab.Kubernetes.Api.Exec;
using PodIdentity.Lab.Kubernetes.Api.Objects;
using PodIdentity.Lab.Kubernetes.Storage;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>The way of every request: who asks, what for, may he, and then to the file that does it.</summary>
internal sealed class RequestHandler(Access access, ITraffic traffic, Discovery discovery, RequestHandler.Services services)
{
    /// <summary>What does the work.</summary>
    internal sealed record Services(
        Reading Reading, Watching Watching, Creating Creating, Changing Changing, Scaling Scaling, Deleting Deleting, PodExec Exec, PodLog Log);

    private static readonly string[] HealthPaths = ["/healthz", "/livez", "/readyz"];

    public async Task HandleAsync(HttpContext http)
    {
        try
        {
            var request = ApiRequest.Parse(http.Request);
            var user = await access.AuthenticateAsync(http.Request, http.RequestAborted);
            var fault = await traffic.EnterAsync(http, "kubernetes", request.Operation, user?.Name);
            http.RequestAborted.ThrowIfCancellationRequested();
            var answer = fault is { AfterWork: false } ? Faulty(fault) : await AnswerAsync(http, request, user);
            if (fault is { AfterWork: true })
                answer = Faulty(fault);
            await answer.ExecuteAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (BadHttpRequestException error)
        {
            await TryAnswerAsync(http, JsonResponse.Error(new KubernetesException(error.StatusCode, ApiErrors.ReasonOf(error.StatusCode), error.Message)));
        }
        catch (Exception error) when (error is not IOException)
        {
            await TryAnswerAsync(http, JsonResponse.Error(new KubernetesException(500, "InternalError", $"Internal error occurred: {error.Message}")));
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext http, ApiRequest request, KubernetesUser? user)
    {
        try
        {
            if (user is null)
            {
                // Health is for everyone, as long as he claims to be nobody else.
                if (HealthPaths.Contains(request.Path) && http.Request.Headers.Authorization.Count == 0)
                    return new TextResponse("ok");
                throw ApiErrors.Unauthorized();
            }
            Access.Authorize(user, request);
            return request.IsResource ? await ResourceAsync(http, request, user) : Plain(http, request);
        }
        catch (KubernetesException error)
        {
            return JsonResponse.Error(error);
        }
    }

    private IResult Plain(HttpContext http, ApiRequest request)
    {
        if (request.Verb is not ("get" or "head"))
            return TextResponse.NotFound();
        if (HealthPaths.Any(path => request.Path == path || request.Path.StartsWith(path + "/", StringComparison.Ordinal)))
            return new TextResponse("ok");
        if (request.Path.TrimEnd('/') == "/version")
            return new JsonResponse(discovery.Version());
        return (Discovery.Find(request.Path) ?? OpenApi.Find(http.Request.Path)) is { } document ? new JsonResponse(document) : TextResponse.NotFound();
    }

    private async Task<IResult> ResourceAsync(HttpContext http, ApiRequest request, KubernetesUser user)
    {
        if (request.Version != ResourceType.Version || ResourceType.Find(request.Group, request.Resource) is not { } type)
            return TextResponse.NotFound();
        if (!type.Namespaced && request.Namespace is not null || type.Namespaced && request.Name is not null && request.Namespace is null)
            return TextResponse.NotFound();
        if (request.Subresource is not null && !type.Subresources.Contains(request.Subresource))
            return TextResponse.NotFound();
        request.CheckDryRun();

        var body = request.Verb is "create" or "update" or "patch" or "delete" or "deletecollection" && request.Subresource != "exec"
            ? await RequestBody.ReadAsync(http.Request, http.RequestAborted)
            : [];
        if (type == ResourceType.AccessReviews && request.Verb == "create" && request.Name is null)
            return new JsonResponse(AccessReview.Answer(user, RequestBody.ReadObject(http, body, type.Kind, type.ApiVersion)), 201);
        return request.Subresource is null or "status"
            ? OnObject(http, request, type, body)
            : OnSubresource(http, request, type, body);
    }

    private IResult OnObject(HttpContext http, ApiRequest request, ResourceType type, byte[] body)
    {
        var verbs = request.Subresource is null ? type.Verbs : ["get", "update", "patch"];
        if (!verbs.Contains(request.Verb) || (request.Name is null && request.Verb is ("update" or "patch")))
            throw ApiErrors.MethodNotAllowed();
        return request.Verb switch
        {
            "get" => services.Reading.Get(type, request, http.Request),
            "list" => services.Reading.List(type, request, http.Request),
            "watch" => services.Watching.Watch(type, request, http.Request),
            "create" => services.Creating.Create(type, request, http, body),
            "update" => services.Changing.Update(type, request, http, body),
            "patch" => services.Changing.Patch(type, request, http, body),
            "delete" => services.Deleting.Delete(type, request, http, body),
            _ => services.Deleting.DeleteCollection(type, request, http, body),
        };
    }

    private IResult OnSubresource(HttpContext http, ApiRequest request, ResourceType type, byte[] body) => (request.Subresource, request.Verb) switch
    {
        ("exec", "get" or "create") => services.Exec.Start(request, http),
        ("log", "get") => services.Log.Read(request),
        ("eviction", "create") => services.Deleting.Evict(request, http, body),
        ("scale", _) => services.Scaling.Handle(type, request, http, body),
        _ => throw ApiErrors.MethodNotAllowed(),
    };

    private static JsonResponse Faulty(Fault fault) =>
        JsonResponse.Error(new KubernetesException(fault.Status, fault.Code ?? ApiErrors.ReasonOf(fault.Status), fault.Message));

    private static async Task TryAnswerAsync(HttpContext http, JsonResponse answer)
    {
        if (http.Response.HasStarted)
            http.Abort();
        else
            await answer.ExecuteAsync(http);
    }
}
