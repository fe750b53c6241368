using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Tests.Aws;

public class ReferenceTests
{
    [Fact]
    public void A_cluster_arn_brings_its_region()
    {
        var reference = ClusterReference.Parse("arn:aws:eks:eu-west-1:111122223333:cluster/prod_1");

        Assert.Equal("prod_1", reference.Name);
        Assert.Equal("eu-west-1", reference.Region);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a\n")]
    [InlineData("arn:aws:eks:eu-west-1:111122223333:nodegroup/x")]
    public void Other_texts_are_no_cluster(string value)
    {
        var error = Assert.Throws<PodIdentityException>(() => ClusterReference.Parse(value));

        Assert.Equal("PodIdentity.InvalidClusterName", error.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, error.Kind);
        Assert.Equal(value, error.Target);
    }

    [Theory]
    [InlineData("EKS-PodIdentity-S3-ReadOnly-Role-101")]
    [InlineData("a_+=,.@-Z9")]
    public void Names_that_IAM_takes_pass(string name) => Assert.Equal(name, RoleReference.RequireName(name));

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("röle")]
    [InlineData("arn:aws:iam::111122223333:role/x")]
    public void Names_that_IAM_refuses_do_not(string name) =>
        Assert.Equal("PodIdentity.InvalidRoleName", Assert.Throws<PodIdentityException>(() => RoleReference.RequireName(name)).ErrorId);

    [Fact]
    public void A_role_name_of_65_characters_is_refused_and_shown_in_full() =>
        Assert.Contains(new string('x', 65), Assert.Throws<PodIdentityException>(() => RoleReference.RequireName(new string('x', 65))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/x", "x")]
    [InlineData("arn:aws-cn:iam::111122223333:role/a/b/x", "x")]
    public void The_name_in_a_role_arn_follows_its_path(string arn, string name)
    {
        RoleReference.RequireArn(arn, "RoleArn");
        Assert.Equal(name, RoleReference.NameOf(arn));
    }

    [Theory]
    [InlineData("arn:aws:iam::1111:role/x")]
    [InlineData("arn:aws:iam::111122223333:user/x")]
    [InlineData("arn:aws:iam::111122223333:role/")]
    public void What_is_not_a_role_arn_is_refused(string arn) =>
        Assert.Equal("PodIdentity.InvalidTargetRoleArn", Assert.Throws<PodIdentityException>(() => RoleReference.RequireArn(arn, "TargetRoleArn")).ErrorId);

    [Theory]
    [InlineData("Default")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("")]
    public void What_is_not_a_namespace_is_refused(string value) =>
        Assert.Equal("PodIdentity.InvalidNamespace", Assert.Throws<PodIdentityException>(() => ObjectName.RequireNamespace(value)).ErrorId);

    [Theory]
    [InlineData("aws-cli-sa")]
    [InlineData("team.app-1")]
    public void Service_accounts_may_have_dots(string value) => Assert.Equal(value, ObjectName.RequireServiceAccount(value));

    [Fact]
    public void Control_characters_are_not_shown_raw() => Assert.DoesNotContain('\u001b', Errors.Shown("a\u001b[31mb"));
}
