using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>Watches as they are on the wire; each ends by itself after a second.</summary>
public sealed class WatchTests : IAsyncLifetime
{
    private const string Accounts = "/api/v1/namespaces/default/serviceaccounts";
    private const string Briefly = "watch=true&timeoutSeconds=1";

    private readonly TestCluster _cluster = new();

    public ValueTask InitializeAsync() => _cluster.InitializeAsync();

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Without_a_version_it_begins_with_what_is_there_and_ends_with_a_bookmark()
    {
        var lines = await WatchAsync($"{Accounts}?{Briefly}&allowWatchBookmarks=true");

        Assert.Equal(["ADDED default", "BOOKMARK "], lines.Select(Short));
        Assert.NotEqual(0, lines[^1]["object"]!.AsObject().Version());
    }

    [Fact]
    public async Task From_a_version_it_tells_what_happened_since()
    {
        var version = _cluster.Store.Version;
        await CreateAsync("late");

        Assert.Equal(["ADDED late"], (await WatchAsync($"{Accounts}?{Briefly}&resourceVersion={version}")).Select(Short));
    }

    [Fact]
    public async Task To_a_selective_watch_an_object_comes_and_goes_with_its_labels()
    {
        await CreateAsync("app");
        var version = _cluster.Store.Version;
        Label("yes");
        Label("no");

        var lines = await WatchAsync($"{Accounts}?{Briefly}&resourceVersion={version}&labelSelector=chosen%3Dyes");

        Assert.Equal(["ADDED app", "DELETED app"], lines.Select(Short));
    }

    [Fact]
    public async Task A_version_that_is_forgotten_is_expired()
    {
        await CreateAsync("app");
        var version = _cluster.Store.Version;
        for (var number = 0; number < 5_000; number++)
            Label($"n{number}");

        var line = Assert.Single(await WatchAsync($"{Accounts}?{Briefly}&resourceVersion={version}"));

        Assert.Equal(("ERROR", "Expired", 410), (line.Text("type"), line.Text("object", "reason"), (int)line["object"]!["code"]!));
    }

    [Fact]
    public async Task Initial_events_end_with_a_marked_bookmark()
    {
        var lines = await WatchAsync($"{Accounts}?{Briefly}&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");

        Assert.Equal("true", lines[1]["object"]!.AsObject().Annotation("k8s.io/initial-events-end"));
    }

    [Fact]
    public async Task A_watch_of_tables_sends_columns_once()
    {
        await CreateAsync("app");
        var answer = await _cluster.SendAsync(HttpMethod.Get, $"{Accounts}?{Briefly}", accept: "application/json;as=Table;v=v1;g=meta.k8s.io");
        var tables = Lines(answer.Text).Select(line => line["object"]!).ToList();

        Assert.NotNull(tables[0]["columnDefinitions"]);
        Assert.Null(tables[1]["columnDefinitions"]);
        Assert.Equal("app", (string?)tables[0]["rows"]![0]!["cells"]![0]);
    }

    private Task<Answer> CreateAsync(string name) =>
        _cluster.PostAsync(Accounts, new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });

    private void Label(string value) =>
        _cluster.Store.Update("serviceaccounts", "default", "app", stored => stored.Child("metadata").Child("labels")["chosen"] = value);

    private async Task<List<JsonObject>> WatchAsync(string path) => Lines((await _cluster.GetAsync(path)).Text);

    private static List<JsonObject> Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    private static string Short(JsonObject line) => $"{line.Text("type")} {line.Text("object", "metadata", "name")}";
}
