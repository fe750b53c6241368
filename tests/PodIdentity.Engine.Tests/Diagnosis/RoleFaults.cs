using System.Text.Json.Nodes;
using Amazon.EKS.Model;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>What others do to the roles, the association and the webhook of a set-up.</summary>
internal static class RoleFaults
{
    public const string ClusterArn = "arn:aws:eks:us-east-1:111122223333:cluster/eksdemo1";
    public const string RoleArn = "arn:aws:iam::111122223333:role/Reader";
    public const string TargetArn = "arn:aws:iam::111122223333:role/Target";
    public const string ForPods = """{"Service":"pods.eks.amazonaws.com"}""";
    public const string Both = """["sts:AssumeRole","sts:TagSession"]""";
    public const string ExternalId = "us-east-1/111122223333/eksdemo1/default/app";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A trust policy with one Allow, and more statements after it.</summary>
    public static string Trust(string principal = ForPods, string actions = Both, string condition = "{}", string more = "") =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{{principal}},"Action":{{actions}},"Condition":{{condition}}}{{more}}]}""";

    public static string Policy(string effect, string actions, string resource = "*", string condition = "{}") =>
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"{{effect}}","Action":{{actions}},"Resource":"{{resource}}","Condition":{{condition}}}]}""";

    public static async Task SetTrustAsync(this EngineLab world, string document, string role = EngineLab.RoleName)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.UpdateAssumeRolePolicyAsync(new UpdateAssumeRolePolicyRequest { RoleName = role, PolicyDocument = document }, Cancel);
    }

    public static async Task PutPolicyAsync(this EngineLab world, string name, string document, string role = EngineLab.RoleName)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.PutRolePolicyAsync(new PutRolePolicyRequest { RoleName = role, PolicyName = name, PolicyDocument = document }, Cancel);
    }

    public static async Task DetachAsync(this EngineLab world, string policy = "AmazonS3ReadOnlyAccess")
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = EngineLab.RoleName, PolicyArn = "arn:aws:iam::aws:policy/" + policy }, Cancel);
    }

    /// <summary>Deletes the role and creates another of the same name.</summary>
    public static async Task RemakeRoleAsync(this EngineLab world)
    {
        await world.DetachAsync();
        using (var aws = AwsSession.Open(new(), world.Host))
        {
            await aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = EngineLab.RoleName }, Cancel);
        }

        await world.NewRoleAsync();
    }

    public static async Task BoundAsync(this EngineLab world, string policy)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.PutRolePermissionsBoundaryAsync(new PutRolePermissionsBoundaryRequest { RoleName = EngineLab.RoleName, PermissionsBoundary = "arn:aws:iam::aws:policy/" + policy }, Cancel);
    }

    public static async Task ChangeAssociationAsync(this EngineLab world, Action<UpdatePodIdentityAssociationRequest> change)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        var found = await Associations.FindAsync(aws, EngineLab.Cluster, "default", "app", Cancel);
        var request = new UpdatePodIdentityAssociationRequest { ClusterName = EngineLab.Cluster, AssociationId = found!.AssociationId };
        change(request);
        await aws.Eks.UpdatePodIdentityAssociationAsync(request, Cancel);
    }

    /// <summary>Gives the association a target role in the same account.</summary>
    /// <param name="world">The lab.</param>
    /// <param name="trust">The target's trust policy.</param>
    /// <param name="permitted">What the association's role may do on the target, as JSON; null for nothing.</param>
    /// <param name="withoutTags">Disable the session tags.</param>
    public static async Task AddTargetAsync(this EngineLab world, string trust, string? permitted = Both, bool withoutTags = false)
    {
        using (var aws = AwsSession.Open(new(), world.Host))
        {
            await aws.Iam.CreateRoleAsync(new CreateRoleRequest { RoleName = "Target", AssumeRolePolicyDocument = trust }, Cancel);
            await aws.Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = "Target", PolicyArn = RoleLab.S3 }, Cancel);
        }

        if (permitted is not null)
        {
            await world.PutPolicyAsync("chain", Policy("Allow", permitted, TargetArn));
        }

        await world.ChangeAssociationAsync(r => (r.TargetRoleArn, r.DisableSessionTags) = (TargetArn, withoutTags));
    }

    public static string TrustOf(string role, string actions = Both, string condition = "{}") => Trust($$"""{"AWS":"{{role}}"}""", actions, condition);

    public static Task ChangeWebhookAsync(this EngineLab world, Action<JsonObject> change)
    {
        world.Store().Update("mutatingwebhookconfigurations", null, "pod-identity-webhook", value => change(value["webhooks"]![0]!.AsObject()));
        return Task.CompletedTask;
    }

    public static Task SilenceWebhookAsync(this EngineLab world, string failurePolicy = "Ignore") => world.ChangeWebhookAsync(hook =>
    {
        hook["clientConfig"]!["url"] = "https://127.0.0.1:23444/mutate";
        hook["failurePolicy"] = failurePolicy;
    });

    public static Task HealWebhookAsync(this EngineLab world) => world.ChangeWebhookAsync(hook => hook["clientConfig"]!["url"] = "https://127.0.0.1:23443/mutate");

    public static TestSetupRequest AskS3(TestSetupRequest request) => request with { Permission = ["s3:ListAllMyBuckets"] };
}
