using PodIdentity.Engine.Operations;
using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Support.AgentStates;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>-AddonVersion, and -ConfigurationValues, which fit one version or another.</summary>
public class AgentVersionTests
{
    [Theory]
    [InlineData("Latest", Latest)]
    [InlineData("latest", Latest)]
    [InlineData("Default", Default)]
    [InlineData("v1.3.10", Latest)]
    [InlineData("1.3.10", Latest)]
    [InlineData("v1.3.8-eksbuild", Default)]
    [InlineData("v1", Latest)]
    [InlineData(Older, Older)]
    public async Task A_wish_is_one_of_the_versions_on_offer(string wish, string version)
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal(version, (await world.InstallAsync(Install with { AddonVersion = wish, NoWait = true }))!.AddonVersion);
    }

    [Theory]
    [InlineData("v9.9.9-eksbuild.1")]
    [InlineData("v1.3.1")]
    [InlineData("v1.3.10-eksbuild.20")]
    public async Task A_version_that_is_not_on_offer_is_refused_with_those_that_are(string wish)
    {
        await using var world = await EngineLab.StartAsync();

        var error = await world.FailToInstallAsync(Install with { AddonVersion = wish });

        Assert.Equal(("PodIdentity.AddonVersionNotFound", wish), (error.ErrorId, error.Target));
        Assert.Contains($"{Latest}, {Older}, {Default}", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(world.EksWrites());
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("v1.3.10-eksbuild.2.1")]
    [InlineData("v1.x")]
    public async Task What_cannot_be_a_version_is_refused_before_the_first_request(string wish)
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.InvalidAddonVersion", (await world.FailToInstallAsync(Install with { AddonVersion = wish })).ErrorId);
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task A_downgrade_is_done_with_a_warning()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync(Latest);

        var agent = await world.InstallAsync(Install with { AddonVersion = Older });

        Assert.Equal((Change.Updated, Older), (agent!.Change, agent.AddonVersion));
        Assert.Contains($"{Older} is older than {Latest}", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1.3.10-eksbuild.1", "v1.3.8-eksbuild.9")]
    [InlineData("v1.3.10-eksbuild.10", "v1.3.10-eksbuild.9")]
    [InlineData("v1.3.8-eksbuild.1", "unheard of")]
    public void Versions_are_compared_by_their_numbers(string newer, string older)
    {
        Assert.True(InstallAgentVersion.Compare(newer, older) > 0);
        Assert.True(InstallAgentVersion.Compare(older, newer) < 0);
    }

    [Fact]
    public async Task Another_configuration_replaces_the_one_that_is_set_and_an_empty_one_clears_it()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync(configuration: Ipv4Only);

        var other = await world.InstallAsync(Install with { ConfigurationValues = """{"podLabels":{"a":"b"}}""" });
        var cleared = await world.InstallAsync(Install with { ConfigurationValues = "" });
        var again = await world.InstallAsync(Install with { ConfigurationValues = "{}" });

        Assert.Equal((Change.Updated, """{"podLabels":{"a":"b"}}"""), (other!.Change, other.ConfigurationValues));
        Assert.Equal((Change.Updated, "{}"), (cleared!.Change, cleared.ConfigurationValues));
        Assert.Equal(Change.Unchanged, again!.Change);
        Assert.Equal(Default, again.AddonVersion);
    }

    [Fact]
    public async Task A_configuration_that_means_the_same_is_no_difference_in_whatever_order_and_with_whatever_spaces()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync(configuration: """{ "podLabels": {"a":"b", "c":"d"}, "agent": {} }""");

        var same = await world.InstallAsync(Install with { ConfigurationValues = """{"agent":{},"podLabels":{"c":"d","a":"b"}}""" });

        Assert.Equal(Change.Unchanged, same!.Change);
    }

    [Theory]
    [InlineData("""{"agnt":{}}""", "$.agnt: there is no such setting; there are affinity, agent")]
    [InlineData("""{"agent":{"additionalArgs":[]}}""", "$.agent.additionalArgs: it must be of type object or null, not array")]
    [InlineData("""{"daemonsets":{"hybrid":{"create":"yes"}}}""", "$.daemonsets.hybrid.create: it must be of type boolean, not string")]
    public async Task A_configuration_that_the_schema_forbids_is_refused_by_its_path_before_any_write(string values, string told)
    {
        await using var world = await EngineLab.StartAsync();

        var error = await world.FailToInstallAsync(Install with { ConfigurationValues = values });

        Assert.Equal(("PodIdentity.InvalidConfigurationValues", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Contains("eks DescribeAddonConfiguration", world.Requests);
        Assert.Empty(world.EksWrites());
    }

    [Theory]
    [InlineData("agent:")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"agent":{},"agent":{}}""")]
    public async Task A_configuration_that_is_no_json_object_is_refused_before_the_first_request(string values)
    {
        await using var world = await EngineLab.StartAsync();

        Assert.Equal("PodIdentity.InvalidConfigurationValues", (await world.FailToInstallAsync(Install with { ConfigurationValues = values })).ErrorId);
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task What_only_EKS_finds_wrong_with_a_configuration_is_told_in_its_words()
    {
        await using var world = await EngineLab.StartAsync();
        world.Lab.Traffic.Faults.Add(new() { Service = "eks", Operation = "CreateAddon", Status = 400, Code = "InvalidParameterException", Message = "ConfigurationValue provided in request is not supported: pattern" });

        var error = await world.FailToInstallAsync(Install with { ConfigurationValues = Ipv4Only });

        Assert.Equal("PodIdentity.InvalidConfigurationValues", error.ErrorId);
        Assert.Contains("is not supported: pattern", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConflictResolution.None, "NONE")]
    [InlineData(ConflictResolution.Overwrite, "OVERWRITE")]
    [InlineData(ConflictResolution.Preserve, "PRESERVE")]
    public async Task The_resolution_of_conflicts_is_handed_on_and_Preserve_is_no_fault_of_a_new_addon(ConflictResolution resolution, string word)
    {
        await using var world = await EngineLab.StartAsync();

        var created = await world.InstallAsync(Install with { ResolveConflict = resolution });
        var updated = await world.InstallAsync(Install with { ResolveConflict = resolution, AddonVersion = Latest, NoWait = true });

        Assert.Equal((Change.Created, Change.Updated), (created!.Change, updated!.Change));
        Assert.Equal(word, world.OfLastUpdate("ResolveConflicts"));
    }

    [Fact]
    public async Task Overwriting_takes_back_what_others_changed_and_preserving_leaves_it()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.ChangeDaemonSet();

        await world.InstallAsync(Install with { AddonVersion = Older });
        var kept = PriorityClass(world);
        await world.InstallAsync(Install with { AddonVersion = Latest, ResolveConflict = ConflictResolution.Overwrite });

        Assert.Equal(("mine", "system-node-critical"), (kept, PriorityClass(world)));
    }

    private static string? PriorityClass(EngineLab world) => (string?)world.DaemonSet()!["spec"]!["template"]!["spec"]!["priorityClassName"];
}
