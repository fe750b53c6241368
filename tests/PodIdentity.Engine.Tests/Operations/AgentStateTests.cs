using PodIdentity.Engine.Tests.Support;
using static PodIdentity.Engine.Tests.Support.AgentStates;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>Install-EksPodIdentityAgent by the state of the add-on that it meets.</summary>
public class AgentStateTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Absent_is_created_with_the_default_version_and_our_tag()
    {
        await using var world = await EngineLab.StartAsync();

        var agent = await world.InstallAsync();

        Assert.Equal((Change.Created, AgentSource.AddOn, "ACTIVE", Default), (agent!.Change, agent.Source, agent.Status, agent.AddonVersion));
        Assert.Equal("PodIdentity", (await world.DescribeAddonAsync()).Tags["podidentity/managed-by"]);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(Default, null)]
    [InlineData("Default", Ipv4Only)]
    [InlineData("v1.3.8", """{ "agent": { "additionalArgs": { "-b": "169.254.170.23" } } }""")]
    public async Task Active_and_equal_is_unchanged_whatever_else_is_given(string? version, string? configuration)
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync(configuration: Ipv4Only);

        var agent = await world.InstallAsync(Install with { AddonVersion = version, ConfigurationValues = configuration, ResolveConflict = ConflictResolution.Overwrite, Force = true });

        Assert.Equal((Change.Unchanged, "ACTIVE", Ipv4Only), (agent!.Change, agent.Status, agent.ConfigurationValues));
        Assert.Equal(["CreateAddon"], world.EksWrites());
        Assert.Empty(world.Host.Questions);
    }

    [Fact]
    public async Task Foreign_is_changed_but_never_marked_as_ours()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();

        var agent = await world.InstallAsync(Install with { AddonVersion = Latest });

        Assert.Equal((Change.Updated, Latest, 2), (agent!.Change, agent.AddonVersion, agent.ReadyNodes));
        Assert.Equal(["team"], (await world.DescribeAddonAsync()).Tags.Keys);
        Assert.Equal("PRESERVE", world.OfLastUpdate("ResolveConflicts"));
    }

    [Theory]
    [InlineData(null, Change.Unchanged)]
    [InlineData("Latest", Change.Updated)]
    public async Task Creating_by_somebody_else_is_waited_for_and_then_converged(string? version, Change change)
    {
        await using var world = await EngineLab.StartAsync();
        await world.CreateAddonAsync();

        var agent = await world.InstallAsync(Install with { AddonVersion = version });

        Assert.Equal((change, "ACTIVE", 2), (agent!.Change, agent.Status, agent.ReadyNodes));
        Assert.Equal(version is null ? Default : Latest, agent.AddonVersion);
        Assert.Contains(world.Host.Progress, p => p.Status == "CREATING");
    }

    [Fact]
    public async Task Updating_by_somebody_else_is_waited_for_and_then_converged()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        await world.UpdateAddonAsync(Older);

        var agent = await world.InstallAsync(Install with { AddonVersion = Latest });

        Assert.Equal((Change.Updated, "ACTIVE", Latest), (agent!.Change, agent.Status, agent.AddonVersion));
    }

    [Fact]
    public async Task Somebody_else_who_is_first_by_a_moment_is_waited_for()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.Fail("eks", "UpdateAddon", 409, "ResourceInUseException", count: 1);

        var agent = await world.InstallAsync(Install with { AddonVersion = Latest });

        Assert.Equal((Change.Updated, Latest), (agent!.Change, agent.AddonVersion));
    }

    [Fact]
    public async Task Deleting_by_somebody_else_is_waited_for_and_then_created_anew()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        await world.DeleteAddonAsync();

        var agent = await world.InstallAsync();

        Assert.Equal((Change.Created, "ACTIVE", 2), (agent!.Change, agent.Status, agent.ReadyNodes));
        Assert.Contains("once its deletion by somebody else is over", Assert.Single(world.Host.Questions), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_failed_is_an_error_with_the_reason_and_the_way_out()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveCreateFailedAsync();

        var error = await world.FailToInstallAsync(Install with { AddonVersion = Latest });

        Assert.Equal(("PodIdentity.AgentFailed", ErrorKind.ResourceUnavailable), (error.ErrorId, error.Kind));
        Assert.Contains("CREATE_FAILED: ConfigurationConflict: Conflicts found", error.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", error.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(["CreateAddon"], world.EksWrites());
    }

    [Fact]
    public async Task Create_failed_is_mended_by_force_in_place()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveCreateFailedAsync();

        var agent = await world.InstallAsync(Install with { Force = true });
        var again = await world.InstallAsync(Install with { Force = true });

        Assert.Equal((Change.Updated, "ACTIVE", 2), (agent!.Change, agent.Status, agent.ReadyNodes));
        Assert.Equal(Change.Unchanged, again!.Change);
        Assert.Equal("OVERWRITE", world.OfLastUpdate("ResolveConflicts"));
        Assert.Equal(["CreateAddon", "UpdateAddon"], world.EksWrites());
    }

    [Fact]
    public async Task Create_failed_that_EKS_does_not_update_is_replaced_with_its_tags_and_configuration()
    {
        await using var world = await EngineLab.StartAsync();
        world.InstallByHand();
        await world.CreateAddonAsync(configuration: Ipv4Only);
        await world.UntilStatusAsync("CREATE_FAILED");
        world.Fail("eks", "UpdateAddon", 400, "InvalidRequestException");

        var agent = await world.InstallAsync(Install with { AddonVersion = Latest, Force = true });

        Assert.Equal((Change.Updated, "ACTIVE", Latest, Ipv4Only), (agent!.Change, agent.Status, agent.AddonVersion, agent.ConfigurationValues));
        Assert.Equal(["team"], (await world.DescribeAddonAsync()).Tags.Keys);
        Assert.Equal(["DeleteAddon", "CreateAddon"], world.EksWrites().TakeLast(2));
    }

    [Fact]
    public async Task A_replacement_that_ends_half_way_says_what_is_gone()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveCreateFailedAsync();
        world.Fail("eks", "UpdateAddon", 400, "InvalidRequestException");
        world.Fail("eks", "CreateAddon", 403, "AccessDeniedException");

        var error = await world.FailToInstallAsync(Install with { Force = true });

        Assert.Equal("PodIdentity.AccessDenied", error.ErrorId);
        Assert.Contains($"was deleted, and not installed anew. Run the command again with -AddonVersion {Default}", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Update_failed_is_an_error_and_is_mended_by_force()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.ChangeDaemonSet();

        var failed = await world.FailToInstallAsync(Install with { AddonVersion = Latest, ResolveConflict = ConflictResolution.None });
        var later = await world.FailToInstallAsync();
        var mended = await world.InstallAsync(Install with { AddonVersion = Latest, Force = true });

        Assert.All([failed, later], e => Assert.Contains("UPDATE_FAILED: ConfigurationConflict", e.Message, StringComparison.Ordinal));
        Assert.Contains("eks DescribeUpdate", world.Requests);
        Assert.Equal((Change.Updated, "ACTIVE", Latest), (mended!.Change, mended.Status, mended.AddonVersion));
    }

    [Fact]
    public async Task Delete_failed_is_an_error_and_is_replaced_by_force()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync(configuration: Ipv4Only);
        world.SetIssue("AccessDenied");
        await world.DeleteAddonAsync();
        await world.UntilStatusAsync("DELETE_FAILED");
        world.SetIssue(null);

        var error = await world.FailToInstallAsync();
        var agent = await world.InstallAsync(Install with { Force = true });

        Assert.Contains("DELETE_FAILED: AccessDenied: scripted", error.Message, StringComparison.Ordinal);
        Assert.Equal((Change.Updated, "ACTIVE", Ipv4Only), (agent!.Change, agent.Status, agent.ConfigurationValues));
    }

    [Fact]
    public async Task Degraded_that_heals_is_waited_for()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.SetIssue("AdmissionRequestDenied");
        world.Host.OnProgress = p =>
        {
            if (p.Status == "DEGRADED")
                world.SetIssue(null);
        };

        var agent = await world.InstallAsync();

        Assert.Equal((Change.Unchanged, "ACTIVE"), (agent!.Change, agent.Status));
        Assert.Contains(world.Host.Progress, p => p.Status == "DEGRADED");
    }

    [Fact]
    public async Task Degraded_that_does_not_heal_is_an_error_with_the_issues_and_is_mended_by_force()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.SetIssue("AdmissionRequestDenied", "webhook says no");

        var error = await world.FailToInstallAsync(Install with { Timeout = Short });
        world.Host.OnProgress = _ => world.SetIssue(null);
        world.Host.Progress.Clear();
        var agent = await world.InstallAsync(Install with { Force = true });

        Assert.Equal("PodIdentity.AgentDegraded", error.ErrorId);
        Assert.Contains("AdmissionRequestDenied: webhook says no", error.Message, StringComparison.Ordinal);
        Assert.Equal((Change.Updated, "ACTIVE"), (agent!.Change, agent.Status));
        Assert.Equal("OVERWRITE", world.OfLastUpdate("ResolveConflicts"));
    }

    [Fact]
    public async Task Degraded_is_shown_with_a_warning_when_not_waited_for()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.SetIssue("AdmissionRequestDenied");

        var agent = await world.InstallAsync(Install with { NoWait = true });

        Assert.Equal((Change.Unchanged, "DEGRADED", "AdmissionRequestDenied"), (agent!.Change, agent.Status, agent.HealthIssues[0].Code));
        Assert.Contains("AdmissionRequestDenied: scripted", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Active_without_its_daemonset_is_not_ready_and_is_mended_by_force()
    {
        await using var world = await EngineLab.StartAsync();
        await world.HaveAddonAsync();
        world.RemoveDaemonSet();

        var error = await world.FailToInstallAsync(Install with { Timeout = Short });
        var agent = await world.InstallAsync(Install with { Force = true });

        Assert.Equal(("PodIdentity.Timeout", ErrorKind.OperationTimeout), (error.ErrorId, error.Kind));
        Assert.Contains("DaemonSet is not there", error.Message, StringComparison.Ordinal);
        Assert.Equal((Change.Updated, 2), (agent!.Change, agent.ReadyNodes));
    }

    [Fact]
    public async Task Deleted_by_somebody_while_waited_for_is_an_error()
    {
        await using var world = await EngineLab.StartAsync();
        world.Host.OnProgress = p =>
        {
            if (p.Status == "CREATING")
                world.DeleteAddonAsync().GetAwaiter().GetResult();
            world.Host.OnProgress = null;
        };

        Assert.Equal("PodIdentity.AgentRemoved", (await world.FailToInstallAsync()).ErrorId);
    }

    [Fact]
    public async Task A_caller_without_access_to_the_cluster_writes_nothing()
    {
        await using var world = await EngineLab.StartAsync();
        world.Fail("kubernetes", "list nodes", 403, "Forbidden");

        var error = await world.FailToInstallAsync(Install with { NoWait = true });

        Assert.Equal("PodIdentity.KubernetesForbidden", error.ErrorId);
        Assert.Empty(world.EksWrites());
    }

    [Fact]
    public async Task No_wait_returns_what_EKS_accepted()
    {
        await using var world = await EngineLab.StartAsync();

        var agent = await world.InstallAsync(Install with { NoWait = true });

        Assert.Equal((Change.Created, "CREATING"), (agent!.Change, agent.Status));
    }

    [Fact]
    public async Task A_stop_leaves_the_addon_and_says_so()
    {
        await using var world = await EngineLab.StartAsync();
        using var stop = new CancellationTokenSource();
        world.Host.OnProgress = p =>
        {
            if (p.Status == "CREATING")
                stop.Cancel();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => world.Engine.InstallAgentAsync(new() { ClusterName = EngineLab.Cluster }, world.Host, stop.Token));

        Assert.Contains("stays", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
        Assert.Equal(["CreateAddon"], world.EksWrites());
        Assert.True(world.Host.Progress.Last().Completed);
        Assert.Equal(Change.Unchanged, (await world.InstallAsync())!.Change);
    }

    [Fact]
    public async Task A_declined_write_is_not_made_in_whatever_state()
    {
        await using var world = await EngineLab.StartAsync();
        world.Host.Answer = false;
        Assert.Null(await world.InstallAsync(Install with { AddonVersion = "Latest", ConfigurationValues = Ipv4Only }));
        await world.HaveAddonAsync();
        Assert.Null(await world.InstallAsync(Install with { AddonVersion = "Latest", ConfigurationValues = Ipv4Only }));
        Assert.Null(await world.InstallAsync(Install with { ConfigurationValues = Ipv4Only }));
        world.SetIssue("AdmissionRequestDenied");
        Assert.Null(await world.InstallAsync(Install with { Force = true }));
        await world.DeleteAddonAsync();
        await world.UntilStatusAsync("DELETE_FAILED");
        Assert.Null(await world.InstallAsync(Install with { Force = true }));

        Assert.Equal(["CreateAddon", "DeleteAddon"], world.EksWrites());
        Assert.Equal(
            [
                $"cluster eksdemo1: Install add-on {Addon} {Latest} with configuration {Ipv4Only}",
                $"add-on {Addon} of cluster eksdemo1: Change version from {Default} to {Latest} with configuration {Ipv4Only}",
                $"add-on {Addon} of cluster eksdemo1: Change its configuration to {Ipv4Only}",
                $"add-on {Addon} of cluster eksdemo1: Mend it (DEGRADED): update to {Default}, conflicts: OVERWRITE",
                $"add-on {Addon} of cluster eksdemo1: Mend it (DELETE_FAILED): delete it and install {Default} anew",
            ],
            world.Host.Questions);
    }
}
