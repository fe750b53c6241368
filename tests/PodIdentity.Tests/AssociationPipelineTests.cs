using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What rows of a file and piped associations become. Import-Csv gives objects whose properties are all text.</summary>
public sealed class AssociationPipelineTests : IDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly ModuleHost _host = new();

    public void Dispose()
    {
        _host.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("FALSE", false)]
    [InlineData("", false)]
    public void A_row_of_text_becomes_a_request(string disable, bool expected)
    {
        var result = _host.Run($$"""
            [pscustomobject]@{ Namespace = 'shop'; ServiceAccount = 'web'; RoleName = 'reader'; RoleArn = ''; TargetRoleArn = ''; DisableSessionTag = '{{disable}}'; Policy = ''; Tag = 'x' } |
                New-PodIdentityAssociation -ClusterName prod
            """);

        Assert.Empty(result.Errors);
        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal(("prod", "shop", "web", "reader", null), (request.ClusterName, request.Namespace, request.ServiceAccount, request.RoleName, request.RoleArn));
        Assert.Equal((null, expected, null), (request.TargetRoleArn, request.DisableSessionTag, request.Policy));
        Assert.Empty(request.Tag);
    }

    [Fact]
    public void What_one_row_says_is_not_kept_for_the_next()
    {
        _host.Run("""
            [pscustomobject]@{ Namespace = 'a'; ServiceAccount = 'a'; RoleName = 'r'; DisableSessionTag = 'true'; Policy = '{}' },
            [pscustomobject]@{ Namespace = 'b'; ServiceAccount = 'b'; RoleName = 'r'; DisableSessionTag = ''; Policy = '' } |
                New-PodIdentityAssociation -ClusterName prod
            """);

        var requests = Requests<NewAssociationRequest>().OrderBy(r => r.Namespace).ToList();
        Assert.Equal([(true, "{}"), (false, null)], requests.Select(r => (r.DisableSessionTag, r.Policy)));
    }

    [Theory]
    [InlineData("DisableSessionTag = 'maybe'")]
    [InlineData("RoleName = ''")]
    [InlineData("Namespace = ''")]
    public void One_bad_row_is_one_error_and_the_others_go_on(string wrong)
    {
        var result = _host.Run($$"""
            $good = { param($name) [pscustomobject]@{ Namespace = 'shop'; ServiceAccount = $name; RoleName = 'r'; DisableSessionTag = 'true' } }
            $bad = & $good 'bad'
            $bad.{{wrong}}
            & { & $good 'one'; $bad; & $good 'two' } | New-PodIdentityAssociation -ClusterName prod
            """);

        Assert.Single(result.Errors);
        Assert.Null(result.Terminated);
        Assert.Equal(["one", "two"], Requests<NewAssociationRequest>().Select(r => r.ServiceAccount).Order());
    }

    [Fact]
    public void Empty_clears_when_it_is_typed()
    {
        _host.Run("New-PodIdentityAssociation prod -Namespace n -ServiceAccount s -RoleName r -TargetRoleArn '' -Policy ''");

        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal(("", ""), (request.TargetRoleArn, request.Policy));
    }

    [Fact]
    public void Null_of_a_piped_association_clears_nothing()
    {
        _host.Run("Get-PodIdentityAssociation blue | New-PodIdentityAssociation -ClusterName green");

        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal((null, null, false), (request.TargetRoleArn, request.Policy, request.DisableSessionTag));
    }

    [Fact]
    public void A_policy_is_text_or_a_hashtable()
    {
        _host.Run("New-PodIdentityAssociation prod -Namespace n -ServiceAccount s -RoleName r -DisableSessionTag -Policy @{ Statement = @() } -RestartWorkload");

        var request = Assert.Single(Requests<NewAssociationRequest>());
        Assert.Equal(("""{"Statement":[]}""", true), (request.Policy, request.RestartWorkload));
    }

    [Fact]
    public void A_piped_association_is_read_anew_by_its_id_whatever_its_role()
    {
        _host.Run("Get-PodIdentityAssociation prod | Get-PodIdentityAssociation");

        var second = Requests<GetAssociationsRequest>()[1];
        Assert.Equal(("a-abcdefghijklmnop1", null, null), (second.AssociationId, second.RoleArn, second.RoleName));
    }

    [Fact]
    public void A_piped_role_filters()
    {
        _host.Run("New-PodIdentityRole reader | Get-PodIdentityAssociation prod");

        Assert.Equal("arn:aws:iam::111122223333:role/reader", Assert.Single(Requests<GetAssociationsRequest>()).RoleArn);
    }

    [Fact]
    public void Piped_associations_are_removed_by_their_ids()
    {
        _engine.Associations =
        [
            Sample.Association("a") with { AssociationId = "a-00000000000000001" },
            Sample.Association("b") with { AssociationId = "a-00000000000000002" },
            Sample.Association("c") with { AssociationId = "a-00000000000000003" },
        ];

        var result = _host.Run("Get-PodIdentityAssociation prod | Where-Object ServiceAccount -ne b | Remove-PodIdentityAssociation -Confirm:$false");

        Assert.Empty(result.Items);
        Assert.Equal(
            [("eksdemo1", "a-00000000000000001"), ("eksdemo1", "a-00000000000000003")],
            Requests<RemoveAssociationRequest>().Select(r => (r.ClusterName, r.AssociationId)).Order());
    }

    [Theory]
    [InlineData("-AssociationId a-1", "a-1", null)]
    [InlineData("-Namespace default -ServiceAccount s", null, "s")]
    [InlineData("-AssociationId a-1 -Namespace default -ServiceAccount s", "a-1", "s")]
    public void An_association_to_remove_is_given_by_id_or_service_account(string parameters, string? id, string? serviceAccount)
    {
        var result = _host.Run($"Remove-PodIdentityAssociation prod {parameters} -PassThru -NoWait -TimeoutSec 3 -Confirm:$false");

        var request = Assert.Single(Requests<RemoveAssociationRequest>());
        Assert.Equal((id, serviceAccount, true, TimeSpan.FromSeconds(3)), (request.AssociationId, request.ServiceAccount, request.NoWait, request.Timeout));
        Assert.Single(result.Output<Association>());
    }

    [Fact]
    public void A_row_without_an_id_names_the_service_account()
    {
        _host.Run("[pscustomobject]@{ Namespace = 'n'; ServiceAccount = 's' } | Remove-PodIdentityAssociation -ClusterName prod -Confirm:$false");

        var request = Assert.Single(Requests<RemoveAssociationRequest>());
        Assert.Equal((null, "n", "s"), (request.AssociationId, request.Namespace, request.ServiceAccount));
    }

    private IReadOnlyList<T> Requests<T>() => [.. _engine.Requests.OfType<T>()];
}
