using System.Management.Automation;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>The module as a user has it: its manifest, its real engine in its load context, and a lab that answers.</summary>
public class LabTests
{
    private const string App = "-ClusterName eksdemo1 -Namespace default -ServiceAccount app";

    [Fact]
    public async Task The_shipped_runbook_plays_to_its_end_and_leaves_nothing()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();
        var runbook = Path.Combine(BuiltModule.Root, "module", "runbooks", "S3ReadOnly.ps1");

        var result = session.Run($"& '{runbook}'");

        Assert.Null(result.Failure);
        var accesses = result.Items.Select(i => (i.Value as PSObject)?.BaseObject).OfType<S3AccessResult>().ToList();
        Assert.Equal([(false, IdentitySource.NodeRole), (true, IdentitySource.PodIdentity)], accesses.Select(a => (a.Allowed, a.IdentitySource)));
        Assert.Null(world.Lab.World.Iam.FindRole("arn:aws:iam::111122223333:role/EKS-PodIdentity-S3-ReadOnly-Role-101"));
        Assert.Empty(world.Lab.Clusters["eksdemo1"].Store.List("pods", "default"));
        Assert.Null(world.Lab.Clusters["eksdemo1"].Store.Get("serviceaccounts", "default", "aws-cli-sa"));
    }

    [Fact]
    public async Task A_runbook_that_is_run_again_changes_nothing_whatever_the_delay_of_AWS()
    {
        await using var world = await ModuleLab.StartAsync(consistencyDelay: TimeSpan.FromSeconds(8));
        using var session = new ModuleHost();
        var runbook = Path.Combine(BuiltModule.Root, "module", "runbooks", "S3ReadOnly.ps1");

        var first = session.Run($"& '{runbook}' -Keep");
        world.Lab.Traffic.Log.Clear();
        var second = session.Run($"& '{runbook}' -Keep");

        Assert.Null(first.Failure);
        Assert.Null(second.Failure);
        Assert.Equal([Change.Created, Change.Created, Change.Created], Changes(first));
        Assert.Equal([Change.Unchanged, Change.Unchanged, Change.Unchanged], Changes(second));
        Assert.DoesNotContain(world.Writes, w => w.StartsWith("eks ", StringComparison.Ordinal) || w.StartsWith("iam ", StringComparison.Ordinal));

        static IEnumerable<Change> Changes(ScriptResult result) => result.Items.Select(i => (i.Value as PSObject)?.BaseObject switch
        {
            Agent agent => agent.Change,
            Role role => role.Change,
            Association association => association.Change,
            _ => (Change?)null,
        }).OfType<Change>();
    }

    [Theory]
    [InlineData("Install-EksPodIdentityAgent eksdemo1 -WhatIf")]
    [InlineData("New-PodIdentityRole R -ManagedPolicy AmazonS3ReadOnlyAccess -WhatIf")]
    [InlineData($"Test-PodS3Access {App} -CreateServiceAccount -WhatIf")]
    [InlineData($"New-PodIdentityAssociation {App} -RoleName Reader -CreateServiceAccount -WhatIf")]
    [InlineData("New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount used -RoleName Reader -DisableSessionTag -Tag @{ a = 1 } -WhatIf")]
    [InlineData("Get-PodIdentityAssociation eksdemo1 | Remove-PodIdentityAssociation -WhatIf")]
    [InlineData("Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount used -RemoveServiceAccount -RemoveAgent -WhatIf")]
    public async Task What_if_shows_the_plan_and_asks_nothing_of_the_world_but_reads(string command)
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();
        var setUp = session.Run("""
            $null = Install-EksPodIdentityAgent eksdemo1 -NoWait
            New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess |
                New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount used -CreateServiceAccount
            """);
        Assert.Null(setUp.Failure);
        if (command.StartsWith("Install", StringComparison.Ordinal))
            Assert.Null(session.Run("Remove-PodIdentitySetup -ClusterName eksdemo1 -Namespace default -ServiceAccount used -RemoveAgent -Confirm:$false").Failure);
        world.Lab.Traffic.Log.Clear();
        session.Host.Clear();

        var result = session.Run(command);

        Assert.Null(result.Failure);
        Assert.Empty(world.Writes);
        Assert.Contains("What if:", session.Host.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_unknown_cluster_is_one_error_record_and_the_others_go_on()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();

        var result = session.Run("'eksdemo1', 'nope', 'eksdemo1' | Get-EksPodIdentityAgent");

        var error = Assert.Single(result.Errors);
        Assert.Equal("PodIdentity.ClusterNotFound,PodIdentity.Commands.GetEksPodIdentityAgentCommand", error.FullyQualifiedErrorId);
        Assert.Equal((ErrorCategory.ObjectNotFound, "nope"), (error.CategoryInfo.Category, (string)error.TargetObject));
        Assert.Contains("aws eks list-clusters", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, result.Output<Agent>().Count);
    }

    [Fact]
    public async Task A_piped_role_lends_its_arn_and_not_its_tags()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();

        var result = session.Run($"New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess -Tag @{{ team = 'a' }} | New-PodIdentityAssociation {App} -CreateServiceAccount -Tags @{{ own = 'b' }}");

        Assert.Null(result.Failure);
        var association = (Association)((PSObject)Assert.Single(result.Items, i => i.Stream == "Output").Value).BaseObject;
        Assert.Equal("arn:aws:iam::111122223333:role/Reader", association.RoleArn);
        Assert.Equal("b", association.Tag["own"]);
        Assert.DoesNotContain("team", association.Tag.Keys);
    }

    [Fact]
    public async Task Rows_of_a_file_become_associations_that_a_filtered_pipeline_removes_again()
    {
        await using var world = await ModuleLab.StartAsync();
        using var session = new ModuleHost();
        const string create = """
            $null = New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess
            & {
                [pscustomobject]@{ Namespace = 'default'; ServiceAccount = 'one'; RoleName = 'Reader'; DisableSessionTag = 'true' }
                [pscustomobject]@{ Namespace = 'default'; ServiceAccount = 'two'; RoleName = 'Nobody'; DisableSessionTag = '' }
                [pscustomobject]@{ Namespace = 'default'; ServiceAccount = 'three'; RoleName = 'Reader'; DisableSessionTag = '' }
            } | New-PodIdentityAssociation -ClusterName eksdemo1 -CreateServiceAccount -NoWait
            """;

        var first = session.Run(create);
        var second = session.Run(create);
        var removed = session.Run("Get-PodIdentityAssociation eksdemo1 | Where-Object ServiceAccount -eq one | Remove-PodIdentityAssociation -Confirm:$false -PassThru");

        Assert.Equal([Change.Created, Change.Created], first.Output<Association>().Select(a => a.Change));
        Assert.Equal([Change.Unchanged, Change.Unchanged], second.Output<Association>().Select(a => a.Change));
        Assert.StartsWith("PodIdentity.RoleNotFound,", Assert.Single(first.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.True(Assert.Single(removed.Output<Association>()).DisableSessionTag);
        Assert.Equal(["three"], session.Run("Get-PodIdentityAssociation eksdemo1").Output<Association>().Select(a => a.ServiceAccount));
    }
}
