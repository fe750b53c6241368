using Amazon.EKS;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk.Tests;

public sealed class EksResponseTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_association_with_explicit_nulls_and_a_fractional_timestamp()
    {
        await using var service = await RecordingService.Start(Reply.Json(
            """
            {"association":{"clusterName":"eksdemo1","namespace":"default","serviceAccount":"aws-cli-sa","roleArn":"arn:aws:iam::111122223333:role/r",
            "associationArn":"arn:aws:eks:us-east-1:111122223333:podidentityassociation/eksdemo1/a-0123456789abcdefg","associationId":"a-0123456789abcdefg",
            "tags":{"k":"v"},"createdAt":1.703780359717E9,"modifiedAt":1703780360,"ownerArn":null,"disableSessionTags":null,"targetRoleArn":null,"externalId":null,"policy":null,"newer":{"x":[1]}}}
            """,
            headers: ("x-amzn-RequestId", "id-1")));
        using var eks = service.Eks();

        var response = await eks.DescribePodIdentityAssociationAsync(new() { ClusterName = "eksdemo1", AssociationId = "a-1" }, Cancel);

        var association = response.Association!;
        Assert.Equal("a-0123456789abcdefg", association.AssociationId);
        Assert.Equal(new DateTime(2023, 12, 28, 16, 19, 19, 717, DateTimeKind.Utc), association.CreatedAt);
        Assert.Equal(DateTimeKind.Utc, association.CreatedAt!.Value.Kind);
        Assert.Equal(new DateTime(2023, 12, 28, 16, 19, 20, DateTimeKind.Utc), association.ModifiedAt);
        Assert.Equal("v", association.Tags!["k"]);
        Assert.Null(association.OwnerArn);
        Assert.Null(association.DisableSessionTags);
        Assert.Equal("id-1", response.ResponseMetadata.RequestId);
        Assert.Equal(200, (int)response.HttpStatusCode);
    }

    [Fact]
    public async Task An_addon_with_its_health()
    {
        await using var service = await RecordingService.Start(Reply.Json(
            """
            {"addon":{"addonName":"eks-pod-identity-agent","clusterName":"eksdemo1","status":"DEGRADED","addonVersion":"v1.3.4-eksbuild.1",
            "health":{"issues":[{"code":"InsufficientNumberOfReplicas","message":"m","resourceIds":["a"]},{"code":"NewerThanThisClient","message":"n","resourceIds":null}]},
            "addonArn":"arn","createdAt":1.7E9,"tags":{},"podIdentityAssociations":["arn:1"],"namespaceConfig":{"namespace":"kube-system"}}}
            """));
        using var eks = service.Eks();

        var addon = (await eks.DescribeAddonAsync(new() { ClusterName = "c", AddonName = "a" }, Cancel)).Addon!;

        Assert.Equal(AddonStatus.DEGRADED, addon.Status);
        Assert.Equal([AddonIssueCode.InsufficientNumberOfReplicas, new AddonIssueCode("NewerThanThisClient")], addon.Health!.Issues!.Select(issue => issue.Code!));
        Assert.Null(addon.Health.Issues![1].ResourceIds);
        Assert.Equal(["arn:1"], addon.PodIdentityAssociations!);
        Assert.Empty(addon.Tags!);
        Assert.Equal("kube-system", addon.NamespaceConfig!.Namespace);
        Assert.Null(addon.ModifiedAt);
    }

    [Fact]
    public async Task A_cluster_that_is_being_created_has_no_endpoint_yet()
    {
        await using var service = await RecordingService.Start(Reply.Json(
            """{"cluster":{"name":"eksdemo1","status":"CREATING","endpoint":null,"kubernetesNetworkConfig":{"ipFamily":"ipv6"},"identity":{"oidc":{"issuer":"https://i"}},"computeConfig":{"enabled":true},"accessConfig":{"authenticationMode":"API_AND_CONFIG_MAP"}}}"""));
        using var eks = service.Eks();

        var cluster = (await eks.DescribeClusterAsync(new() { Name = "eksdemo1" }, Cancel)).Cluster!;

        Assert.Equal(ClusterStatus.CREATING, cluster.Status);
        Assert.Null(cluster.Endpoint);
        Assert.Null(cluster.CertificateAuthority);
        Assert.Equal(IpFamily.Ipv6, cluster.KubernetesNetworkConfig!.IpFamily);
        Assert.Equal("https://i", cluster.Identity!.Oidc!.Issuer);
        Assert.True(cluster.ComputeConfig!.Enabled);
        Assert.Equal(AuthenticationMode.API_AND_CONFIG_MAP, cluster.AccessConfig!.AuthenticationMode);
    }

    [Fact]
    public async Task The_catalog_says_which_version_is_the_default()
    {
        await using var service = await RecordingService.Start(Reply.Json(
            """{"addons":[{"addonName":"eks-pod-identity-agent","type":"security","addonVersions":[{"addonVersion":"v1.3.4-eksbuild.1","architecture":["amd64","arm64"],"compatibilities":[{"clusterVersion":"1.33","platformVersions":["*"],"defaultVersion":true}],"requiresConfiguration":false,"requiresIamPermissions":false}]}],"nextToken":"n"}"""));
        using var eks = service.Eks();

        var response = await eks.DescribeAddonVersionsAsync(new(), Cancel);

        var version = response.Addons!.Single().AddonVersions!.Single();
        Assert.Equal("n", response.NextToken);
        Assert.True(version.Compatibilities!.Single().DefaultVersion);
        Assert.False(version.RequiresIamPermissions);
    }

    [Fact]
    public async Task A_missing_list_is_null()
    {
        await using var service = await RecordingService.Start(Reply.Json("""{"nextToken":null}"""));
        using var eks = service.Eks();

        var response = await eks.ListPodIdentityAssociationsAsync(new() { ClusterName = "c" }, Cancel);

        Assert.Null(response.Associations);
        Assert.Null(response.NextToken);
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_an_unmarshalling_error()
    {
        await using var service = await RecordingService.Start(Reply.Json("<html>"));
        using var eks = service.Eks();

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => eks.ListClustersAsync(new(), Cancel));
    }
}
