using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>The pod cmdlets in a hosted PowerShell, with the real engine and a lab.</summary>
public sealed class PodLabTests
{
    private const string App = "eksdemo1 -Namespace default -ServiceAccount app";

    [Fact]
    public async Task A_bare_pod_is_restarted_on_request_once_and_a_plan_writes_nothing()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();
        Assert.Null(session.Run($$"""
            $null = Test-PodS3Access {{App}} -CreateServiceAccount -Keep
            New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess | New-PodIdentityAssociation -ClusterName {{App}} -NoWait
            """).Failure);

        world.Lab.Traffic.Log.Clear();
        session.Host.Clear();
        Assert.Empty(session.Run($"Restart-PodIdentityWorkload {App} -Force -WhatIf").Output<Workload>());
        Assert.Empty(world.Writes);
        Assert.Contains("What if:", session.Host.Text, StringComparison.Ordinal);
        Assert.Contains("Delete and create anew", session.Host.Text, StringComparison.Ordinal);

        Assert.Contains("-Force", Assert.Single(session.Run($"Restart-PodIdentityWorkload {App}").Output<Workload>()).Reason, StringComparison.Ordinal);
        Assert.Equal(Change.Updated, Assert.Single(session.Run($"Restart-PodIdentityWorkload {App} -Force").Output<Workload>()).Change);
        Assert.Equal(Change.Unchanged, Assert.Single(session.Run($"Restart-PodIdentityWorkload {App} -Force").Output<Workload>()).Change);
    }

    [Fact]
    public async Task Without_an_association_the_restart_is_one_error_record()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();

        var error = Assert.Single(session.Run($"Restart-PodIdentityWorkload {App}").Errors);

        Assert.Equal("PodIdentity.AssociationNotFound,PodIdentity.Commands.RestartPodIdentityWorkloadCommand", error.FullyQualifiedErrorId);
        Assert.Contains("New-PodIdentityAssociation", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
