using Amazon.EKS;
using Amazon.EKS.Model;
using Amazon.IdentityManagement.Model;

namespace PodIdentity.AwsSdk.Tests;

/// <summary>
/// The clients against a server that was written by others. Where moto differs from AWS, the test asserts only what both do:
/// moto encodes no documents in lists, words some errors differently, and simulates nothing.
/// </summary>
public sealed class MotoTests(MotoServer moto) : IClassFixture<MotoServer>
{
    private const string S3ReadOnly = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";

    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_role_lives_from_creation_to_removal()
    {
        using var iam = moto.Iam();
        const string name = "EKS-PodIdentity-S3-ReadOnly-Role-101";

        var created = (await iam.CreateRoleAsync(new() { RoleName = name, AssumeRolePolicyDocument = Trust, Description = "a & b <c>", Tags = [new Tag { Key = "podidentity/managed-by", Value = "x=y+z" }] }, Cancel)).Role!;
        await iam.AttachRolePolicyAsync(new() { RoleName = name, PolicyArn = S3ReadOnly }, Cancel);
        await iam.TagRoleAsync(new() { RoleName = name, Tags = [new Tag { Key = "k", Value = "v" }] }, Cancel);
        var role = (await iam.GetRoleAsync(new() { RoleName = name }, Cancel)).Role!;
        var tags = (await iam.ListRoleTagsAsync(new() { RoleName = name }, Cancel)).Tags!;
        var attached = await iam.ListAttachedRolePoliciesAsync(new() { RoleName = name }, Cancel);

        Assert.Equal($"arn:aws:iam::123456789012:role/{name}", created.Arn);
        Assert.StartsWith("AROA", created.RoleId, StringComparison.Ordinal);
        Assert.Equal(created.RoleId, role.RoleId);
        Assert.Equal("a & b <c>", role.Description);
        Assert.Equal(Trust, Uri.UnescapeDataString(role.AssumeRolePolicyDocument!));
        Assert.Equal([("k", "v"), ("podidentity/managed-by", "x=y+z")], tags.Select(tag => (tag.Key!, tag.Value!)).Order());
        Assert.Equal([("AmazonS3ReadOnlyAccess", S3ReadOnly)], attached.AttachedPolicies!.Select(policy => (policy.PolicyName!, policy.PolicyArn!)));
        Assert.False(attached.IsTruncated);

        await Assert.ThrowsAsync<DeleteConflictException>(() => iam.DeleteRoleAsync(new() { RoleName = name }, Cancel));
        await Assert.ThrowsAsync<EntityAlreadyExistsException>(() => iam.CreateRoleAsync(new() { RoleName = name, AssumeRolePolicyDocument = Trust }, Cancel));
        await iam.UntagRoleAsync(new() { RoleName = name, TagKeys = ["k"] }, Cancel);
        Assert.Single((await iam.ListRoleTagsAsync(new() { RoleName = name }, Cancel)).Tags!);
        await iam.DetachRolePolicyAsync(new() { RoleName = name, PolicyArn = S3ReadOnly }, Cancel);
        await iam.DeleteRoleAsync(new() { RoleName = name }, Cancel);
        var gone = await Assert.ThrowsAsync<NoSuchEntityException>(() => iam.GetRoleAsync(new() { RoleName = name }, Cancel));
        Assert.Equal("NoSuchEntity", gone.ErrorCode);
    }

    [Fact]
    public async Task Inline_policies_and_the_boundary_come_and_go()
    {
        using var iam = moto.Iam();
        const string policy = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}""";
        await iam.CreateRoleAsync(new() { RoleName = "inline", AssumeRolePolicyDocument = Trust, MaxSessionDuration = 7200 }, Cancel);

        await iam.PutRolePolicyAsync(new() { RoleName = "inline", PolicyName = "p", PolicyDocument = policy }, Cancel);
        await iam.PutRolePermissionsBoundaryAsync(new() { RoleName = "inline", PermissionsBoundary = S3ReadOnly }, Cancel);
        await iam.UpdateRoleAsync(new() { RoleName = "inline", Description = "changed", MaxSessionDuration = 3600 }, Cancel);
        await iam.UpdateAssumeRolePolicyAsync(new() { RoleName = "inline", PolicyDocument = Trust.Replace("pods.eks", "ec2", StringComparison.Ordinal) }, Cancel);
        var role = (await iam.GetRoleAsync(new() { RoleName = "inline" }, Cancel)).Role!;

        Assert.Equal(["p"], (await iam.ListRolePoliciesAsync(new() { RoleName = "inline" }, Cancel)).PolicyNames!);
        Assert.Equal(policy, Uri.UnescapeDataString((await iam.GetRolePolicyAsync(new() { RoleName = "inline", PolicyName = "p" }, Cancel)).PolicyDocument!));
        Assert.Equal(S3ReadOnly, role.PermissionsBoundary!.PermissionsBoundaryArn);
        Assert.Equal(("changed", 3600), (role.Description, role.MaxSessionDuration));
        Assert.Contains("ec2.amazonaws.com", Uri.UnescapeDataString(role.AssumeRolePolicyDocument!), StringComparison.Ordinal);
        Assert.Empty((await iam.ListInstanceProfilesForRoleAsync(new() { RoleName = "inline" }, Cancel)).InstanceProfiles!);

        await iam.DeleteRolePolicyAsync(new() { RoleName = "inline", PolicyName = "p" }, Cancel);
        await iam.DeleteRolePermissionsBoundaryAsync(new() { RoleName = "inline" }, Cancel);
        Assert.Empty((await iam.ListRolePoliciesAsync(new() { RoleName = "inline" }, Cancel)).PolicyNames!);
        Assert.Null((await iam.GetRoleAsync(new() { RoleName = "inline" }, Cancel)).Role!.PermissionsBoundary);
    }

    [Fact]
    public async Task Roles_are_listed_page_by_page()
    {
        using var iam = moto.Iam();
        foreach (var name in new[] { "a", "b", "c" }) await iam.CreateRoleAsync(new() { RoleName = name, Path = "/pages/", AssumeRolePolicyDocument = Trust }, Cancel);

        var names = new List<string>();
        string? marker = null;
        do
        {
            var page = await iam.ListRolesAsync(new() { PathPrefix = "/pages/", MaxItems = 2, Marker = marker }, Cancel);
            names.AddRange(page.Roles!.Select(role => role.RoleName!));
            marker = page.IsTruncated == true ? page.Marker : null;
        }
        while (marker is not null);

        Assert.Equal(["a", "b", "c"], names.Order());
    }

    [Fact]
    public async Task A_managed_policy_has_a_document()
    {
        using var iam = moto.Iam();

        var policy = (await iam.GetPolicyAsync(new() { PolicyArn = S3ReadOnly }, Cancel)).Policy!;
        var version = (await iam.GetPolicyVersionAsync(new() { PolicyArn = S3ReadOnly, VersionId = policy.DefaultVersionId }, Cancel)).PolicyVersion!;

        Assert.True(policy.IsAttachable);
        Assert.Contains("s3:List*", Uri.UnescapeDataString(version.Document!), StringComparison.Ordinal);
        await Assert.ThrowsAsync<NoSuchEntityException>(() => iam.GetPolicyAsync(new() { PolicyArn = S3ReadOnly + "X" }, Cancel));
    }

    [Fact]
    public async Task A_malformed_trust_policy_is_refused()
    {
        using var iam = moto.Iam();

        await iam.CreateRoleAsync(new() { RoleName = "bad", AssumeRolePolicyDocument = Trust }, Cancel);

        await Assert.ThrowsAsync<MalformedPolicyDocumentException>(() => iam.UpdateAssumeRolePolicyAsync(new() { RoleName = "bad", PolicyDocument = "{" }, Cancel));
    }

    [Fact]
    public async Task A_cluster_and_its_node_group_are_described()
    {
        using var eks = moto.Eks();
        await moto.Post("/clusters", """{"name":"eksdemo1","roleArn":"arn:aws:iam::123456789012:role/c","resourcesVpcConfig":{}}""");
        await moto.Post("/clusters/eksdemo1/node-groups", """{"nodegroupName":"ng","nodeRole":"arn:aws:iam::123456789012:role/NodeInstanceRole","subnets":["subnet-1"]}""");

        var cluster = (await eks.DescribeClusterAsync(new() { Name = "eksdemo1" }, Cancel)).Cluster!;
        var nodegroup = (await eks.DescribeNodegroupAsync(new() { ClusterName = "eksdemo1", NodegroupName = "ng" }, Cancel)).Nodegroup!;

        Assert.Contains("eksdemo1", (await eks.ListClustersAsync(new(), Cancel)).Clusters!);
        Assert.Equal(ClusterStatus.ACTIVE, cluster.Status);
        Assert.StartsWith("https://", cluster.Endpoint, StringComparison.Ordinal);
        Assert.NotEmpty(cluster.CertificateAuthority!.Data!);
        Assert.InRange(cluster.CreatedAt!.Value, DateTime.UtcNow.AddHours(-1), DateTime.UtcNow.AddHours(1));
        Assert.Equal(["ng"], (await eks.ListNodegroupsAsync(new() { ClusterName = "eksdemo1" }, Cancel)).Nodegroups!);
        Assert.Equal("arn:aws:iam::123456789012:role/NodeInstanceRole", nodegroup.NodeRole);
    }

    [Fact]
    public async Task An_unknown_cluster_is_not_found()
    {
        using var eks = moto.Eks();

        var error = await Assert.ThrowsAsync<ResourceNotFoundException>(() => eks.DescribeClusterAsync(new() { Name = "nowhere" }, Cancel));

        Assert.Equal("No cluster found for name: nowhere.", error.Message);
        Assert.Equal(404, (int)error.StatusCode);
    }
}
