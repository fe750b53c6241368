using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;

namespace PodIdentity.Lab.Tests.Kubernetes;

/// <summary>Lists: pages, selectors, tables.</summary>
public sealed class ListingTests : IAsyncLifetime
{
    private readonly TestCluster _cluster = new();
    private string _accounts = "";

    public async ValueTask InitializeAsync()
    {
        await _cluster.InitializeAsync();
        _accounts = $"/api/v1/namespaces/{await _cluster.NewNamespaceAsync()}/serviceaccounts";
        for (var number = 1; number <= 5; number++)
        {
            var labels = new JsonObject { ["number"] = $"{number}", ["parity"] = number % 2 == 0 ? "even" : "odd" };
            await _cluster.PostAsync(_accounts, new JsonObject { ["metadata"] = new JsonObject { ["name"] = $"a{number}", ["labels"] = labels } });
        }
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();

    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition()
    {
        var (names, next) = (new List<string>(), "");
        do
        {
            var page = (await _cluster.GetAsync($"{_accounts}?limit=2&continue={next}")).Body;
            names.AddRange(page.Items("items").Select(item => item.Name()));
            next = page.Text("metadata", "continue") ?? "";
        }
        while (next.Length > 0);

        Assert.Equal(["a1", "a2", "a3", "a4", "a5", "default"], names);
    }

    [Theory]
    [InlineData("parity=even", "a2 a4")]
    [InlineData("parity==even,number!=2", "a4")]
    [InlineData("parity in (odd, none),number notin (1,3)", "a5")]
    [InlineData("!parity", "default")]
    [InlineData("parity", "a1 a2 a3 a4 a5")]
    [InlineData("number>3", "a4 a5")]
    public async Task Label_selectors_choose(string selector, string expected) =>
        Assert.Equal(expected, await NamesAsync($"labelSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData("metadata.name=a1", "a1")]
    [InlineData("metadata.name!=a1,metadata.name!=default", "a2 a3 a4 a5")]
    public async Task Field_selectors_choose(string selector, string expected) =>
        Assert.Equal(expected, await NamesAsync($"fieldSelector={Uri.EscapeDataString(selector)}"));

    [Theory]
    [InlineData("labelSelector=a%20b%20c", "unable to parse requirement")]
    [InlineData("fieldSelector=spec.color=red", "field label not supported: spec.color")]
    [InlineData("continue=nonsense", "continue key is not valid")]
    [InlineData("resourceVersion=x", "resourceVersion: Invalid value: \"x\"")]
    public async Task What_cannot_be_understood_is_a_bad_request(string query, string message)
    {
        var answer = await _cluster.GetAsync($"{_accounts}?{query}");

        Assert.Equal(400, answer.Status);
        Assert.StartsWith(message, answer.Message);
    }

    [Fact]
    public async Task A_table_has_columns_cells_and_metadata()
    {
        var table = (await _cluster.SendAsync(HttpMethod.Get, $"{_accounts}/a1", accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json")).Body;

        Assert.Equal(["Name", "Secrets", "Age"], table.Items("columnDefinitions").Select(column => column.Text("name")));
        var row = table.Items("rows").Single();
        Assert.Equal(("a1", 0), ((string?)row["cells"]![0], (int)row["cells"]![1]!));
        Assert.Equal(("PartialObjectMetadata", "a1"), (row.Text("object", "kind"), row.Text("object", "metadata", "name")));
    }

    [Fact]
    public async Task A_version_of_the_future_is_too_large() =>
        Assert.Equal(504, (await _cluster.GetAsync($"{_accounts}?resourceVersion=99999999")).Status);

    private async Task<string> NamesAsync(string query) =>
        string.Join(' ', (await _cluster.GetAsync($"{_accounts}?{query}")).Body.Items("items").Select(item => item.Name()));
}
