using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>Test-PodS3Access and Restart-PodIdentityWorkload as PowerShell binds and shows them.</summary>
public sealed class PodCommandsTests : IDisposable
{
    private const string App = "eksdemo1 -Namespace default -ServiceAccount sa";

    private readonly ModuleHost _host = new();
    private readonly FakeEngine _engine = new();

    public void Dispose()
    {
        _engine.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void All_parameters_of_the_test_reach_the_request()
    {
        _host.Run($"Test-PodS3Access {App} -PodName p -ContainerName c -Restart -Bucket logs -NodeName n -Keep -CreateServiceAccount -Image i -TimeoutSec 5");

        var request = Assert.IsType<TestS3AccessRequest>(Assert.Single(_engine.Requests));
        Assert.Equal(("p", "c", true, "logs", "n"), (request.PodName, request.ContainerName, request.Restart, request.Bucket, request.NodeName));
        Assert.Equal((true, true, "i", TimeSpan.FromSeconds(5)), (request.Keep, request.CreateServiceAccount, request.Image, request.Timeout));
    }

    [Fact]
    public void Quiet_emits_a_Boolean_and_nothing_when_declined()
    {
        Assert.Equal([false], _host.Run($"Test-PodS3Access {App} -Quiet").Output<bool>());
        Assert.Empty(_host.Run($"Test-PodS3Access {App} -Quiet -WhatIf").Output<object>());
    }

    [Fact]
    public void A_restart_takes_associations_from_the_pipeline()
    {
        _engine.Associations = [Sample.Association("a"), Sample.Association("b")];

        var result = _host.Run("Get-PodIdentityAssociation eksdemo1 | Restart-PodIdentityWorkload -Force -NoWait -TimeoutSec 7");

        Assert.Equal(2, result.Output<Workload>().Count);
        var requests = _engine.Requests.OfType<RestartWorkloadsRequest>().OrderBy(r => r.ServiceAccount, StringComparer.Ordinal).ToList();
        Assert.Equal(["a", "b"], requests.Select(r => r.ServiceAccount));
        Assert.All(requests, r => Assert.Equal((true, true, "eksdemo1", "default", TimeSpan.FromSeconds(7)), (r.Force, r.NoWait, r.ClusterName, r.Namespace, r.Timeout)));
    }

    [Fact]
    public void Workloads_are_a_table_under_their_service_account()
    {
        var text = _host.Show("$results", ("results", new object[]
        {
            Sample.Workload(),
            Sample.Workload("nightly") with { Kind = "Job", Change = Change.Unchanged, Reason = "A job's work is not interrupted." },
        }));
        var lines = text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).ToList();

        Assert.Contains("ServiceAccount: default/aws-cli-sa on eksdemo1", lines);
        Assert.Contains("Kind Name StalePods Change Reason", lines);
        Assert.Contains("Deployment web 2 Updated", lines);
        Assert.Contains(lines, line => line.StartsWith("Job nightly 2 Unchanged A job's work", StringComparison.Ordinal));
    }
}
