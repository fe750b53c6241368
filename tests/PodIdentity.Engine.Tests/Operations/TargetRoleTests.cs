using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Operations;

/// <summary>The chain from the association's role to a target role, looked at before anything is written.</summary>
public class TargetRoleTests
{
    private const string Account = "111122223333";
    private const string SourceArn = $"arn:aws:iam::{Account}:role/Reader";
    private const string TargetArn = $"arn:aws:iam::{Account}:role/Target";
    private const string Both = """["sts:AssumeRole","sts:TagSession"]""";
    private const string AssumeOnly = "\"sts:AssumeRole\"";
    private const string ExternalId = """{"StringEquals":{"sts:ExternalId":"us-east-1/111122223333/eksdemo1/default/app"}}""";
    private const string OtherExternalId = """{"StringEquals":{"sts:ExternalId":"us-east-1/111122223333/eksdemo1/default/other"}}""";

    [Theory]
    [InlineData("root", Both, "{}", Both, false, null)]
    [InlineData("role/Reader", Both, "{}", null, false, null)]
    [InlineData("root", AssumeOnly, ExternalId, AssumeOnly, true, null)]
    [InlineData("root", Both, "{}", null, false, "no policy of the role allows it")]
    [InlineData("root", Both, "{}", AssumeOnly, false, "sts:TagSession")]
    [InlineData("role/Other", Both, "{}", Both, false, "does not let " + SourceArn)]
    [InlineData("root", AssumeOnly, "{}", Both, false, "sts:TagSession")]
    [InlineData("root", Both, ExternalId, Both, false, "sts:ExternalId")]
    [InlineData("root", AssumeOnly, OtherExternalId, AssumeOnly, true, "sts:ExternalId")]
    public async Task In_the_same_account(string trusted, string trustedActions, string condition, string? permitted, bool disableTags, string? told)
    {
        await using var world = await EngineLab.StartAsync();
        await MakeAsync(world, $"arn:aws:iam::{Account}:{trusted}", trustedActions, condition, permitted);
        var request = Request(disableTags);

        if (told is null)
        {
            Assert.Equal(TargetArn, (await world.AssociateAsync(request))!.TargetRoleArn);
            Assert.Empty(world.Host.Warnings);
            return;
        }

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(request));
        Assert.Equal(("PodIdentity.TargetRoleNotAssumable", TargetArn), (error.ErrorId, (string?)error.Target));
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("eks CreatePodIdentityAssociation", world.Requests);
    }

    [Fact]
    public async Task One_that_does_not_exist_is_an_error()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(Request(false)));

        Assert.Equal(("PodIdentity.RoleNotFound", TargetArn), (error.ErrorId, (string?)error.Target));
    }

    [Fact]
    public async Task In_another_account_what_cannot_be_read_is_told_once()
    {
        await using var world = await EngineLab.StartAsync();
        const string foreign = "arn:aws:iam::444455556666:role/Target";
        await world.NewRoleAsync();
        await PermitAsync(world, AssumeOnly, foreign);

        await world.AssociateAsync(Request(true) with { TargetRoleArn = foreign });
        await world.AssociateAsync(Request(true) with { TargetRoleArn = foreign });

        var warning = Assert.Single(world.Host.Warnings);
        Assert.Contains("cannot be read from account 111122223333", warning, StringComparison.Ordinal);
        Assert.Contains("sts:ExternalId 'us-east-1/111122223333/eksdemo1/default/app'", warning, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_another_account_the_role_needs_a_permission_of_its_own()
    {
        await using var world = await EngineLab.StartAsync();
        await world.NewRoleAsync();

        var error = await Assert.ThrowsAsync<PodIdentityException>(() => world.AssociateAsync(Request(false) with { TargetRoleArn = "arn:aws:iam::444455556666:role/Target" }));

        Assert.Equal("PodIdentity.TargetRoleNotAssumable", error.ErrorId);
        Assert.Contains("New-PodIdentityRole Reader -InlinePolicy", error.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_permission_to_simulate_the_gap_is_told()
    {
        await using var world = await EngineLab.StartAsync();
        await MakeAsync(world, $"arn:aws:iam::{Account}:root", Both, "{}", null);
        world.Fail("iam", "SimulatePrincipalPolicy", 403, "AccessDenied");

        Assert.Equal(Change.Created, (await world.AssociateAsync(Request(false)))!.Change);
        Assert.Contains("iam:SimulatePrincipalPolicy", Assert.Single(world.Host.Warnings), StringComparison.Ordinal);
    }

    private static NewAssociationRequest Request(bool disableTags) =>
        EngineLab.Association() with { NoWait = true, CreateServiceAccount = false, TargetRoleArn = TargetArn, DisableSessionTag = disableTags };

    private static async Task MakeAsync(EngineLab world, string trusted, string trustedActions, string condition, string? permitted)
    {
        await world.NewRoleAsync();
        await world.NewRoleAsync("Other");
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.CreateRoleAsync(
            new CreateRoleRequest
            {
                RoleName = "Target",
                AssumeRolePolicyDocument = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{trusted}}"},"Action":{{trustedActions}},"Condition":{{condition}}}]}""",
            },
            TestContext.Current.CancellationToken);
        if (permitted is not null)
            await PermitAsync(world, permitted, TargetArn);
    }

    private static async Task PermitAsync(EngineLab world, string actions, string target)
    {
        using var aws = AwsSession.Open(new(), world.Host);
        await aws.Iam.PutRolePolicyAsync(
            new PutRolePolicyRequest
            {
                RoleName = EngineLab.RoleName,
                PolicyName = "chain",
                PolicyDocument = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":{{actions}},"Resource":"{{target}}"}]}""",
            },
            TestContext.Current.CancellationToken);
    }
}
