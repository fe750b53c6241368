using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>Texts as the AWS CLI prints them; facts: wire facts, sections C and F.</summary>
public class PodViewTests
{
    private const string NodeArn = "arn:aws:sts::111122223333:assumed-role/eksctl-NodeInstanceRole-X/i-0123456789abcdef0";
    private const string PodArn = "arn:aws:sts::111122223333:assumed-role/Reader/eks-eksdemo1-aws-cli-1-de387d83-d53c-4022-bebe-d6e35a034e4b";
    private const string Injected = "PATH=/bin\nAWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials\nAWS_CONTAINER_AUTHORIZATION_TOKEN_FILE=/var/run/secrets/x\n";

    private static readonly TestS3AccessRequest Request = new() { ClusterName = "eksdemo1", Namespace = "default", ServiceAccount = "aws-cli-sa" };

    [Fact]
    public void A_denied_node_role_is_recognised_by_its_instance_id()
    {
        var result = Read(Denied(NodeArn, "because no identity-based policy allows the s3:ListAllMyBuckets action"), Identity(NodeArn), "PATH=/bin\n");

        Assert.False(result.Allowed);
        Assert.Equal(IdentitySource.NodeRole, result.IdentitySource);
        Assert.Equal(NodeArn, result.PrincipalArn);
        Assert.Equal("AccessDenied", result.ErrorCode);
        Assert.Equal("no identity-based policy", result.DeniedBy);
        Assert.StartsWith("User: " + NodeArn, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("New-PodIdentityAssociation", result.Fix, StringComparison.Ordinal);
        Assert.Empty(result.InjectedEnvironment);
    }

    [Fact]
    public void An_allowed_pod_shows_its_buckets_and_no_cause()
    {
        var result = Read(new(0, "2026-11-23 22:15:36 first\n2026-11-23 22:15:37 second\n", ""), Identity(PodArn), Injected);

        Assert.True(result.Allowed);
        Assert.Equal(IdentitySource.PodIdentity, result.IdentitySource);
        Assert.Equal(["first", "second"], result.Buckets);
        Assert.Null(result.ErrorCode);
        Assert.Null(result.Cause);
        Assert.Equal("http://169.254.170.23/v1/credentials", result.InjectedEnvironment["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
    }

    [Theory]
    [InlineData("because no session policy allows the s3:ListAllMyBuckets action", "no session policy")]
    [InlineData("because no permissions boundary allows the s3:ListAllMyBuckets action", "no permissions boundary")]
    [InlineData("because no service control policy allows the s3:ListAllMyBuckets action", "no service control policy")]
    [InlineData("with an explicit deny in an identity-based policy", "identity-based policy")]
    [InlineData("with an explicit deny in a permissions boundary", "permissions boundary")]
    public void The_refusing_layer_is_told_in_the_words_of_aws(string reason, string layer) =>
        Assert.Equal(layer, Read(Denied(PodArn, reason), Identity(PodArn), Injected).DeniedBy);

    [Fact]
    public void The_agents_answer_is_the_error_when_it_refuses()
    {
        const string text = "Error when retrieving credentials from container-role: Error retrieving metadata: Received non 200 response 400 from container metadata: [x]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client";

        var result = Read(new(255, "", "\n" + text + "\n"), new(255, "", text), Injected);

        Assert.Equal(IdentitySource.None, result.IdentitySource);
        Assert.Equal(text, result.ErrorMessage);
        Assert.Equal("NoCredentials", result.ErrorCode);
        Assert.Contains("trust policy", result.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Web_identity_and_static_keys_are_told_apart_and_keys_are_hidden()
    {
        var web = Read(new(0, "", ""), Identity("arn:aws:sts::111122223333:assumed-role/Irsa/botocore-session-1"), "AWS_ROLE_ARN=r\nAWS_WEB_IDENTITY_TOKEN_FILE=f\n");
        var keys = Read(new(0, "", ""), Identity("arn:aws:iam::111122223333:user/ci"), "AWS_ACCESS_KEY_ID=AKIAEXAMPLE\nAWS_SECRET_ACCESS_KEY=geheim\n");

        Assert.Equal(IdentitySource.WebIdentity, web.IdentitySource);
        Assert.Equal(IdentitySource.StaticCredentials, keys.IdentitySource);
        Assert.DoesNotContain("geheim", keys.InjectedEnvironment.Values);
        Assert.DoesNotContain("AKIAEXAMPLE", keys.InjectedEnvironment.Values);
    }

    private static CommandResult Denied(string arn, string reason) => new(
        254, "", $"\nAn error occurred (AccessDenied) when calling the ListBuckets operation: User: {arn} is not authorized to perform: s3:ListAllMyBuckets {reason}\n");

    private static CommandResult Identity(string arn) => new(0, $$"""{"UserId":"x","Account":"111122223333","Arn":"{{arn}}"}""", "");

    private static S3AccessResult Read(CommandResult list, CommandResult identity, string environment) => PodView
        .Read(list, identity, new CommandResult(0, environment, ""))
        .ToResult(Request, "eksdemo1", "us-east-1", new V1Pod { Metadata = new() { Name = "p" }, Spec = new() { NodeName = "n", Containers = [] } }, null);
}
