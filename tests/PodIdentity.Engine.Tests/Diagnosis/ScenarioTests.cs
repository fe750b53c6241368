using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>Each way in which a set-up is broken is named, with evidence and fix.</summary>
public class ScenarioTests
{
    private static readonly IReadOnlyList<Scenario> All =
    [
        .. ClusterScenarios.All,
        .. AgentScenarios.All,
        .. NodeRoleScenarios.All,
        .. ServiceAccountScenarios.All,
        .. AssociationScenarios.All,
        .. TrustPolicyScenarios.All,
        .. TargetRoleScenarios.All,
        .. PermissionScenarios.All,
        .. WebhookScenarios.All,
        .. PodScenarios.All,
        .. NodeScenarios.All,
        .. NetworkScenarios.All,
        .. ProbeScenarios.All,
    ];

    public static TheoryData<string> Names => [.. All.Select(scenario => scenario.Name)];

    [Theory, MemberData(nameof(Names))]
    public async Task The_broken_link_is_named(string name)
    {
        var scenario = All.Single(s => s.Name == name);
        await using var world = await HealthySetup.StartAsync();
        await scenario.Break(world);
        world.Lab.Traffic.Log.Clear();

        var checks = await world.DiagnoseAsync(scenario.Ask);

        var told = string.Join("\n", checks.Select(c => $"{c.Name} {c.Status} {c.CauseId}: {c.Evidence}"));
        var named = scenario.Status == CheckStatus.Failed ? checks.SingleOrDefault(c => c.IsRootCause) : checks.FirstOrDefault(c => c.CauseId == scenario.Cause.Id);
        Assert.True(named is not null, "No root cause was named.\n" + told);
        Assert.True(named.CauseId == scenario.Cause.Id, $"{named.CauseId} was named, not {scenario.Cause.Id}.\n{told}");
        Assert.Equal((scenario.Status, scenario.Cause.Link), (named.Status, named.Name));
        Assert.Contains(scenario.Evidence, named.Evidence, StringComparison.Ordinal);
        Assert.Contains(scenario.Fix, named.Fix, StringComparison.Ordinal);
        var probes = scenario.Ask(new() { ClusterName = EngineLab.Cluster, Namespace = "default", ServiceAccount = "app" }).Probe;
        // A probe is a pod, which comes and goes, and asks for credentials.
        string[] mayWrite = probes ? ["kubernetes create", "kubernetes delete", "eks-auth AssumeRoleForPodIdentity", "agent"] : [];
        Assert.DoesNotContain(world.Writes, write => !mayWrite.Any(may => write.StartsWith(may, StringComparison.Ordinal)));
        Assert.DoesNotContain(world.Pods(), pod => pod["metadata"]!["labels"]?["podidentity/probe"] is not null);
    }

    [Fact]
    public async Task A_healthy_set_up_passes_without_a_false_alarm()
    {
        await using var world = await HealthySetup.StartAsync();

        var checks = await world.DiagnoseAsync(request => request with { Permission = ["s3:ListAllMyBuckets"] });

        Assert.All(checks, c => Assert.True(c.Status is CheckStatus.Passed or CheckStatus.Skipped, $"{c.Name} {c.Status}: {c.Evidence}"));
        Assert.DoesNotContain(checks, c => c.IsRootCause);
        Assert.Contains(checks, c => c.Name == "Association" && c.Status == CheckStatus.Passed);
    }

    [Fact]
    public void Every_cause_of_a_link_has_a_name_of_its_own_and_a_link_of_the_chain()
    {
        Assert.NotEmpty(Causes.All);
        Assert.Equal(Causes.All.Count, Causes.All.Select(c => c.Id).Distinct().Count());
        Assert.All(Causes.All, c => Assert.Contains(c.Link, Chain.Links));
    }
}
