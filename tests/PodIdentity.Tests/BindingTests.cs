using System.Management.Automation;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>How parameters and piped objects become requests.</summary>
public sealed class BindingTests : IDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly ModuleHost _host = new();

    public void Dispose()
    {
        _host.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Cluster_names_come_from_the_pipeline()
    {
        var result = _host.Run("'a', 'arn:aws:eks:eu-west-1:111122223333:cluster/b' | Get-EksPodIdentityAgent");

        Assert.Empty(result.Errors);
        Assert.Equal(["a", "arn:aws:eks:eu-west-1:111122223333:cluster/b"], Requests<GetAgentRequest>().Select(r => r.ClusterName).Order());
    }

    [Fact]
    public void A_piped_cluster_is_known_by_its_name()
    {
        _host.Run("[pscustomobject]@{ Name = 'green'; Status = 'ACTIVE' } | Get-EksPodIdentityAgent");

        Assert.Equal("green", Assert.Single(Requests<GetAgentRequest>()).ClusterName);
    }

    [Fact]
    public void A_piped_agent_lends_cluster_and_region()
    {
        _host.Run("Get-EksPodIdentityAgent green | Get-EksPodIdentityAgent");

        var second = Requests<GetAgentRequest>()[1];
        Assert.Equal(("green", "us-east-1"), (second.ClusterName, second.Connection.Region));
    }

    [Fact]
    public void An_object_that_is_no_cluster_is_refused_not_turned_into_a_name()
    {
        var result = _host.Run("New-PodIdentityRole reader | New-PodIdentityAssociation -Namespace default -ServiceAccount sa");

        Assert.Empty(_engine.Requests.OfType<NewAssociationRequest>());
        Assert.NotNull(result.Failure);
    }

    [Fact]
    public void A_piped_role_lends_its_arn_and_nothing_else()
    {
        var result = _host.Run("New-PodIdentityRole reader -Tag @{ a = 1 } | New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount sa");

        Assert.Empty(result.Errors);
        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal("arn:aws:iam::111122223333:role/reader", request.RoleArn);
        Assert.Null(request.RoleName);
        Assert.Empty(request.Tag);
        Assert.Null(request.DisableSessionTag);
        Assert.Null(request.Policy);
    }

    [Fact]
    public void A_typed_role_name_beats_a_piped_arn()
    {
        _host.Run("New-PodIdentityRole reader | New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount sa -RoleName typed");

        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal((null, "typed"), (request.RoleArn, request.RoleName));
    }

    [Theory]
    [InlineData("-RoleName a -RoleArn arn:aws:iam::111122223333:role/b", "PodIdentity.RoleGivenTwice")]
    [InlineData("", "PodIdentity.RoleNotGiven")]
    public void A_role_is_given_once(string role, string errorId)
    {
        var result = _host.Run($"New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount sa {role}");

        var error = Assert.Single(result.Errors);
        Assert.Equal(errorId + ",PodIdentity.Commands.NewPodIdentityAssociationCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, error.CategoryInfo.Category);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.Empty(_engine.Requests);
    }

    [Fact]
    public void Associations_are_copied_to_another_cluster_with_all_but_their_tags()
    {
        _engine.Associations = [Sample.Association() with { DisableSessionTag = true, Policy = "{}", TargetRoleArn = "arn:aws:iam::444455556666:role/t" }];

        var result = _host.Run("Get-PodIdentityAssociation blue | New-PodIdentityAssociation -ClusterName green");

        Assert.Empty(result.Errors);
        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal(("green", "default", "aws-cli-sa"), (request.ClusterName, request.Namespace, request.ServiceAccount));
        Assert.Equal((true, "{}", "arn:aws:iam::444455556666:role/t"), (request.DisableSessionTag, request.Policy, request.TargetRoleArn));
        Assert.Empty(request.Tag);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("-DisableSessionTag", true)]
    [InlineData("-DisableSessionTag:$false", false)]
    public void Disable_session_tag_knows_left_out_from_false(string parameter, bool? expected)
    {
        _host.Run($"New-PodIdentityAssociation eksdemo1 -Namespace default -ServiceAccount sa -RoleName r {parameter}");

        Assert.Equal(expected, Assert.Single(Requests<NewAssociationRequest>()).DisableSessionTag);
    }

    [Fact]
    public void A_test_result_does_not_lend_its_pod()
    {
        _host.Run("Test-PodS3Access eksdemo1 -Namespace default -ServiceAccount sa | Test-PodS3Access");

        var second = Requests<TestS3AccessRequest>()[1];
        Assert.Equal((null, "aws-cli-sa"), (second.PodName, second.ServiceAccount));
        Assert.Equal(new TestS3AccessRequest { ClusterName = "", Namespace = "", ServiceAccount = "" }.Image, second.Image);
    }

    [Fact]
    public void A_piped_association_names_what_to_remove()
    {
        _host.Run("Get-PodIdentityAssociation eksdemo1 | Remove-PodIdentitySetup -RemoveServiceAccount -Confirm:$false");

        var request = Assert.Single(Requests<RemoveSetupRequest>());
        Assert.Equal(("eksdemo1", "default", "aws-cli-sa", "reader"), (request.ClusterName, request.Namespace, request.ServiceAccount, request.RoleName));
        Assert.True(request.RemoveServiceAccount);
        Assert.False(request.RemoveAgent);
    }

    [Fact]
    public void Role_names_come_from_the_pipeline_and_tags_become_text()
    {
        _host.Run("'a', 'b' | New-PodIdentityRole -ManagedPolicy P1, P2 -Tags @{ n = 1; e = '' } -Description d -Force -TimeoutSec 7");

        var requests = Requests<NewRoleRequest>();
        Assert.Equal(["a", "b"], requests.Select(r => r.RoleName).Order());
        Assert.All(requests, r =>
        {
            Assert.Equal(["P1", "P2"], r.ManagedPolicy);
            Assert.Equal(new Dictionary<string, string> { ["n"] = "1", ["e"] = "" }, r.Tag);
            Assert.Equal(("d", true, TimeSpan.FromSeconds(7)), (r.Description, r.Force, r.Timeout));
        });
    }

    [Fact]
    public void Connection_parameters_reach_the_engine_and_the_kubeconfig_is_a_powershell_path()
    {
        _host.Run(
            "Set-Location $folder; Get-EksPodIdentityAgent c -Region r -ProfileName p -EndpointUrl http://e -KubeConfigPath ./k -KubeContext x -TimeoutSec 5"
                .Replace("Set-Location $folder;", "$ExecutionContext.SessionState.Path.SetLocation($folder) > $null;", StringComparison.Ordinal),
            ("folder", BuiltModule.Bin));

        var request = Assert.Single(Requests<GetAgentRequest>());
        Assert.Equal(
            new Connection { Region = "r", ProfileName = "p", EndpointUrl = "http://e", KubeConfigPath = Path.Combine(BuiltModule.Bin, "k"), KubeContext = "x" },
            request.Connection);
        Assert.Equal(TimeSpan.FromSeconds(5), request.Timeout);
    }

    [Fact]
    public void A_kubeconfig_outside_the_file_system_is_an_error_of_its_own()
    {
        var result = _host.Run("Get-EksPodIdentityAgent c -KubeConfigPath variable:home");

        Assert.StartsWith("PodIdentity.KubeConfigPathInvalid,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(_engine.Requests);
    }

    [Fact]
    public void Filters_of_the_list_reach_the_engine()
    {
        _host.Run("Get-PodIdentityAssociation c -Namespace n -ServiceAccount s -RoleName r -AssociationId a-1");

        Assert.Equal(
            new GetAssociationsRequest { ClusterName = "c", Namespace = "n", ServiceAccount = "s", RoleName = "r", AssociationId = "a-1" },
            Assert.Single(Requests<GetAssociationsRequest>()));
    }

    private IReadOnlyList<T> Requests<T>() => [.. _engine.Requests.OfType<T>()];
}
