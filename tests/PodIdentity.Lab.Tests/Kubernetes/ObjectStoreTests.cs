using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>The store under the API.</summary>
public sealed class ObjectStoreTests
{
    private readonly LabClock _clock = new();
    private readonly ObjectStore _store;

    public ObjectStoreTests() => _store = new ObjectStore(_clock);

    [Fact]
    public void What_comes_out_is_a_copy()
    {
        var given = Value("a");
        _store.Create("pods", given);
        given["metadata"]!["name"] = "changed";
        _store.Get("pods", "default", "a")!["metadata"]!["name"] = "changed";

        Assert.Equal("a", _store.Get("pods", "default", "a").Text("metadata", "name"));
    }

    [Fact]
    public void A_creation_is_dated_by_the_labs_clock()
    {
        _clock.Advance(TimeSpan.FromDays(100));

        Assert.Equal(ObjectAccess.Timestamp(_clock.GetUtcNow())[..10], _store.Create("pods", Value("a")).Text("metadata", "creationTimestamp")![..10]);
    }

    [Fact]
    public void Generation_rises_with_the_specification_only()
    {
        _store.Create("daemonsets", Value("a", "apps/v1"));

        _store.Update("daemonsets", "default", "a", value => value.Child("status")["x"] = 1);
        Assert.Equal(1, _store.Get("daemonsets", "default", "a")!.Generation());
        _store.Update("daemonsets", "default", "a", value => value.Child("spec")["x"] = 1);
        Assert.Equal(2, _store.Get("daemonsets", "default", "a")!.Generation());
    }

    [Fact]
    public void A_change_that_throws_changes_nothing()
    {
        var version = _store.Create("pods", Value("a")).Version();

        Assert.Throws<InvalidOperationException>(() => _store.Update("pods", "default", "a", value =>
        {
            value["spec"] = new JsonObject();
            throw new InvalidOperationException();
        }));
        Assert.Equal((version, null), (_store.Get("pods", "default", "a")!.Version(), _store.Get("pods", "default", "a").At("spec")));
    }

    [Fact]
    public async Task A_watch_after_a_snapshot_misses_and_repeats_nothing()
    {
        var cancelled = TestContext.Current.CancellationToken;
        var writing = Task.Run(() =>
        {
            for (var number = 0; number < 2_000; number++)
                _store.Create("pods", Value($"p{number:0000}"));
        }, cancelled);
        await Task.Yield();
        var snapshot = _store.Snapshot("pods");
        var events = _store.Watch("pods", snapshot.Version, cancelled);
        await writing;

        var names = snapshot.Items.Select(item => item.Name()).ToList();
        while (events.TryRead(out var change))
            names.Add(change.Object.Name());
        Assert.Equal(Enumerable.Range(0, 2_000).Select(number => $"p{number:0000}"), names);
    }

    [Fact]
    public async Task A_deletion_carries_the_object_and_a_newer_version()
    {
        var created = _store.Create("pods", Value("a"));
        var events = _store.Watch("pods", _store.Version, TestContext.Current.CancellationToken);

        Assert.True(_store.Remove("pods", "default", "a"));

        var change = await events.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("DELETED", "a"), (change.Type, change.Object.Name()));
        Assert.True(change.Object.Version() > created.Version());
        Assert.False(_store.Remove("pods", "default", "a"));
    }

    [Fact]
    public async Task A_cancelled_watch_ends()
    {
        using var cancelling = new CancellationTokenSource();
        var events = _store.Watch("pods", null, cancelling.Token);

        await cancelling.CancelAsync();

        Assert.False(await events.WaitToReadAsync(TestContext.Current.CancellationToken));
    }

    private static JsonObject Value(string name, string apiVersion = "v1") => new()
    {
        ["apiVersion"] = apiVersion,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
    };
}
