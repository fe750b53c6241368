using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>Install- and Get-EksPodIdentityAgent as PowerShell binds and shows them.</summary>
public sealed class AgentCommandsTests : IDisposable
{
    private readonly ModuleHost _host = new();
    private readonly FakeEngine _engine = new();

    public void Dispose()
    {
        _engine.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void All_parameters_reach_the_request()
    {
        var request = Request("Install-EksPodIdentityAgent c -AddonVersion Latest -ConfigurationValues @{ agent = @{ additionalArgs = @{ '-b' = '1' } } } -ResolveConflict Overwrite -Force -NoWait -TimeoutSec 5");

        Assert.Equal(("c", "Latest", """{"agent":{"additionalArgs":{"-b":"1"}}}"""), (request.ClusterName, request.AddonVersion, request.ConfigurationValues));
        Assert.Equal((ConflictResolution.Overwrite, true, true, TimeSpan.FromSeconds(5)), (request.ResolveConflict, request.Force, request.NoWait, request.Timeout));
    }

    [Fact]
    public void Nothing_given_leaves_an_installed_addon_as_it_is()
    {
        var request = Request("Install-EksPodIdentityAgent c");

        Assert.Equal((null, null, null, false, false), (request.AddonVersion, request.ConfigurationValues, request.ResolveConflict, request.Force, request.NoWait));
    }

    [Theory]
    [InlineData("Install-EksPodIdentityAgent c -ConfigurationValues @{}", "{}")]
    [InlineData("Install-EksPodIdentityAgent c -ConfigurationValues ''", "")]
    [InlineData("Install-EksPodIdentityAgent c -ConfigurationValues '{ \"a\": 1 }'", "{ \"a\": 1 }")]
    [InlineData("Install-EksPodIdentityAgent c -ConfigurationValues ([pscustomobject]@{ a = 1 })", """{"a":1}""")]
    [InlineData("[pscustomobject]@{ ClusterName = 'c'; AddonVersion = ''; ConfigurationValues = '' } | Install-EksPodIdentityAgent", null)]
    [InlineData("[pscustomobject]@{ ClusterName = 'c'; ConfigurationValues = '{}' } | Install-EksPodIdentityAgent", "{}")]
    public void Only_an_empty_configuration_that_is_typed_clears_what_is_set(string command, string? values) =>
        Assert.Equal(values, Request(command).ConfigurationValues);

    [Fact]
    public void An_agent_from_the_pipeline_lends_its_version_and_configuration()
    {
        _host.Run("Get-EksPodIdentityAgent blue | Install-EksPodIdentityAgent -ClusterName green");

        var request = Assert.Single(_engine.Requests.OfType<InstallAgentRequest>());
        Assert.Equal(("green", Sample.Agent().AddonVersion, null), (request.ClusterName, request.AddonVersion, request.ConfigurationValues));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("""{"agent":{}}""")]
    public void The_view_shows_a_configuration_only_where_there_is_one(string? values)
    {
        var text = _host.Show("$results", ("results", new object[] { Sample.Agent() with { ConfigurationValues = values } }));

        Assert.Equal(values is not null, text.Contains("ConfigurationValues", StringComparison.Ordinal));
        Assert.Contains("on 1 of 2 nodes", text, StringComparison.Ordinal);
    }

    private InstallAgentRequest Request(string command)
    {
        Assert.Null(_host.Run(command).Failure);
        return Assert.Single(_engine.Requests.OfType<InstallAgentRequest>());
    }
}
