using PodIdentity.Engine.Policies;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

public class RoleTests
{
    [Fact]
    public async Task A_role_is_created_with_trust_policy_and_tag_and_then_left_alone()
    {
        await using var world = await EngineLab.StartAsync();

        var first = await world.NewRoleAsync();
        var second = await world.NewRoleAsync();

        Assert.Equal(Change.Created, first!.Change);
        Assert.Equal("arn:aws:iam::111122223333:role/Reader", first.RoleArn);
        Assert.Equal(["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], first.ManagedPolicy);
        Assert.Equal("PodIdentity", first.Tag["podidentity/managed-by"]);
        Assert.Equal(Change.Unchanged, second!.Change);
        Assert.Equal(first.RoleArn, second.RoleArn);
        Assert.True(TrustPolicy.AllowsPodIdentity(second.TrustPolicy));
        Assert.Equal(["iam CreateRole", "iam AttachRolePolicy"], world.Writes);
    }

    [Fact]
    public async Task An_existing_role_gains_the_policy_that_it_lacks()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();

        var updated = await world.NewRoleAsync(EngineLab.RoleName, "AmazonS3ReadOnlyAccess", "AmazonSQSReadOnlyAccess");

        Assert.Equal(Change.Updated, updated!.Change);
        Assert.Equal(2, updated.ManagedPolicy.Count);
    }

    [Fact]
    public async Task A_role_whose_policy_cannot_be_attached_is_removed_again()
    {
        await using var world = await EngineLab.StartAsync();
        world.Fail("iam", "AttachRolePolicy", 403, "AccessDenied");

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.NewRoleAsync());

        Assert.Equal("PodIdentity.AccessDenied", error.ErrorId);
        Assert.Contains("taken back", error.Message, StringComparison.Ordinal);
        Assert.False(world.HasRole(EngineLab.RoleName));
    }

    [Fact]
    public async Task An_update_that_fails_half_way_leaves_the_role_as_it_was()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();
        world.Fail("iam", "TagRole", 403, "AccessDenied");

        await Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.NewRoleAsync(
            new() { RoleName = EngineLab.RoleName, ManagedPolicy = ["AmazonS3FullAccess"], Tag = new Dictionary<string, string> { ["a"] = "b" } },
            world.Host,
            TestContext.Current.CancellationToken));
        var after = await world.NewRoleAsync();

        Assert.Equal(Change.Unchanged, after!.Change);
        Assert.Equal(["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], after.ManagedPolicy);
    }

    [Theory]
    [InlineData("aws:x", "1")]
    [InlineData("", "1")]
    [InlineData("podidentity/managed-by", "me")]
    public async Task Tags_that_aws_would_refuse_are_refused_first(string key, string value)
    {
        await using var world = await EngineLab.StartAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.Engine.NewRoleAsync(
            new() { RoleName = "R", Tag = new Dictionary<string, string> { [key] = value } }, world.Host, TestContext.Current.CancellationToken));

        Assert.Equal(("PodIdentity.InvalidTag", ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
        Assert.Empty(world.Requests);
    }

    [Fact]
    public async Task The_nodes_role_does_not_trust_pods_and_is_only_changed_with_force()
    {
        await using var world = await EngineLab.StartAsync();
        var node = world.Lab.World.Cloud.Instances(EngineLab.Cluster)[0].RoleArn.Split('/')[1];

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.NewRoleAsync(node));
        var forced = await world.Engine.NewRoleAsync(new() { RoleName = node, Force = true }, world.Host, TestContext.Current.CancellationToken);

        Assert.Equal("PodIdentity.RoleTrustMissing", error.ErrorId);
        Assert.Equal(Change.Updated, forced!.Change);
        Assert.Contains("ec2.amazonaws.com", forced.TrustPolicy, StringComparison.Ordinal);
        Assert.True(TrustPolicy.AllowsPodIdentity(forced.TrustPolicy));
        Assert.Equal(["iam UpdateAssumeRolePolicy"], world.Writes);
    }

    [Theory]
    [InlineData("Reader", "NoSuchPolicy", "PodIdentity.PolicyNotFound", "NoSuchPolicy")]
    [InlineData("Reader", "arn:aws:iam::111122223333:policy/nope", "PodIdentity.PolicyNotFound", "arn:aws:iam::111122223333:policy/nope")]
    [InlineData("Reader", "no policy", "PodIdentity.InvalidManagedPolicy", "no policy")]
    [InlineData("my role", "AmazonS3ReadOnlyAccess", "PodIdentity.InvalidRoleName", "my role")]
    public async Task Wrong_names_are_refused_before_anything_is_written(string role, string policy, string errorId, string target)
    {
        await using var world = await EngineLab.StartAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.NewRoleAsync(role, policy));

        Assert.Equal(errorId, error.ErrorId);
        Assert.Contains(target, error.Target + error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.Empty(world.Writes);
    }

    [Fact]
    public async Task Job_function_and_service_role_policies_are_found_by_name()
    {
        await using var world = await EngineLab.StartAsync();

        var role = await world.NewRoleAsync("Driver", "AmazonEBSCSIDriverPolicy", "ViewOnlyAccess");

        Assert.Equal(["arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy", "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"], role!.ManagedPolicy);
    }
}
