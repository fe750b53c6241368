using System.Text.Json.Nodes;
using System.Threading.Channels;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>Watch: what is there (unless a version says what the client knows), then every change, a line of JSON each.</summary>
internal sealed class Watching(IObjectStore store, LabClock clock, CancellationToken stopping)
{
    private static readonly TimeSpan BookmarkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(30);

    public IResult Watch(ResourceType type, ApiRequest request, HttpRequest http)
    {
        var selectors = Selectors.Parse(type, request.Query);
        if (request.Name is null && request.Flag("sendInitialEvents") && request.Query["resourceVersionMatch"] != "NotOlderThan")
        {
            throw new KubernetesException(422, "Invalid",
                $"ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
        }
        var asked = Reading.CheckVersion(request, store.Version);
        var timeout = request.Number("timeoutSeconds") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, 24 * 3600)) : DefaultTimeout;
        var session = new Session(type, request, selectors, Representation.Of(type, http, clock.GetUtcNow()), request.Flag("allowWatchBookmarks"));
        return new StreamedResponse(context => RunAsync(context, session, asked, timeout));
    }

    private sealed record Session(ResourceType Type, ApiRequest Request, Selectors Selectors, Representation Form, bool Bookmarks)
    {
        /// <summary>Version up to which the client has been told everything.</summary>
        public long Told { get; set; }

        public bool Started { get; set; }
    }

    private async Task RunAsync(HttpContext http, Session session, long? asked, TimeSpan timeout)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        ending.CancelAfter(timeout);
        var replay = asked is null || session.Request.Flag("sendInitialEvents");
        var snapshot = replay ? store.Snapshot(session.Type.Plural, session.Request.Namespace) : null;
        session.Told = snapshot?.Version ?? asked!.Value;
        var events = store.Watch(session.Type.Plural, session.Told, ending.Token);

        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-cache, private";
        try
        {
            foreach (var value in snapshot?.Items.Where(session.Selectors.Matches) ?? [])
                await SendAsync(http, session, "ADDED", value);
            if (session.Request.Flag("sendInitialEvents") && session.Bookmarks)
                await SendBookmarkAsync(http, session, initialEventsEnd: true);
            await http.Response.BodyWriter.FlushAsync(ending.Token);
            await FollowAsync(http, session, events, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The client left, the time is over, or the server stops: a watch ends without a word.
        }
        catch (Exception error) when ((error as KubernetesException ?? error.InnerException) is KubernetesException expired)
        {
            await JsonResponse.WriteLineAsync(http.Response, Line("ERROR", ApiErrors.Status(expired)), http.RequestAborted);
        }
        if (session.Bookmarks && !http.RequestAborted.IsCancellationRequested && !stopping.IsCancellationRequested)
            await SendBookmarkAsync(http, session, initialEventsEnd: false);
    }

    private static async Task FollowAsync(HttpContext http, Session session, ChannelReader<StoreEvent> events, CancellationToken ending)
    {
        while (true)
        {
            using var interval = CancellationTokenSource.CreateLinkedTokenSource(ending);
            interval.CancelAfter(BookmarkInterval);
            try
            {
                if (!await events.WaitToReadAsync(interval.Token))
                    return;
            }
            catch (OperationCanceledException) when (!ending.IsCancellationRequested)
            {
                if (session.Bookmarks)
                    await SendBookmarkAsync(http, session, initialEventsEnd: false);
            }
            while (events.TryRead(out var change))
                await SendChangeAsync(http, session, change);
            await http.Response.BodyWriter.FlushAsync(ending);
        }
    }

    private static async Task SendChangeAsync(HttpContext http, Session session, StoreEvent change)
    {
        session.Told = change.Object.Version();
        var (request, selectors) = (session.Request, session.Selectors);
        if (request.Namespace is not null && change.Object.Namespace() != request.Namespace)
            return;
        // To a selective watch an object that begins to match is new, and one that ceases to match is gone.
        var was = change.Type != "ADDED" && (change.Previous is null || selectors.Matches(change.Previous));
        var isNow = change.Type != "DELETED" && selectors.Matches(change.Object);
        switch (was, isNow)
        {
            case (false, true):
                await SendAsync(http, session, "ADDED", change.Object);
                break;
            case (true, true):
                await SendAsync(http, session, "MODIFIED", change.Object);
                break;
            case (true, false):
                await SendAsync(http, session, "DELETED", change.Object);
                break;
        }
    }

    private static Task SendAsync(HttpContext http, Session session, string type, JsonObject value)
    {
        var first = !session.Started;
        session.Started = true;
        return JsonResponse.WriteLineAsync(http.Response, Line(type, session.Form.Event(value, first)), http.RequestAborted);
    }

    private static Task SendBookmarkAsync(HttpContext http, Session session, bool initialEventsEnd) =>
        JsonResponse.WriteLineAsync(http.Response, Line("BOOKMARK", session.Form.Bookmark(session.Told, initialEventsEnd)), http.RequestAborted);

    private static JsonObject Line(string type, JsonObject value) => new() { ["type"] = type, ["object"] = value };
}
