using System.Diagnostics;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Creates a role that pods can assume, or adds what an existing one lacks.</summary>
internal sealed class NewRole(NewRoleRequest request, IOperationHost host, AwsSession aws)
{
    private const string DefaultDescription = "For pods, through EKS Pod Identity. Made by the PodIdentity PowerShell module.";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _target = $"role {request.RoleName}";

    public static async Task<Role?> RunAsync(NewRoleRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        RoleReference.RequireName(request.RoleName);
        Tags.Require(request.Tag);
        if (request.Description is { Length: > 1000 } description)
        {
            throw Errors.Invalid("Description", description, "a description of at most 1,000 characters", "Shorten -Description.");
        }

        using var aws = AwsSession.Open(request.Connection, host);
        using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
        try
        {
            return await new NewRole(request, host, aws).ConvergeAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut($"Role {request.RoleName}", request.RoleName, deadline.Timeout, "IAM has not answered", "Run the command again, with a longer -TimeoutSec if need be.");
        }
    }

    private async Task<Role?> ConvergeAsync(CancellationToken cancellationToken)
    {
        // All reads come first: nothing is written when a policy's name is wrong.
        var existing = FindAsync(aws, request.RoleName, cancellationToken);
        var policies = (await Task.WhenAll(request.ManagedPolicy.Select(p => ManagedPolicies.ResolveAsync(aws, p, cancellationToken))).ConfigureAwait(false)).Distinct().ToArray();
        return await existing.ConfigureAwait(false) is { } role
            ? await UpdateAsync(role, policies, cancellationToken).ConfigureAwait(false)
            : await CreateAsync(policies, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The role with its tags, or null.</summary>
    public static async Task<Amazon.IdentityManagement.Model.Role?> FindAsync(AwsSession aws, string roleName, CancellationToken cancellationToken)
    {
        try
        {
            var response = await aws.Iam.GetRoleAsync(new GetRoleRequest { RoleName = roleName }, cancellationToken).ConfigureAwait(false);
            return response.Role;
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    /// <summary>A role's tags as a dictionary.</summary>
    public static Dictionary<string, string> TagsOf(Amazon.IdentityManagement.Model.Role role) => (role.Tags ?? []).ToDictionary(t => t.Key, t => t.Value);

    /// <summary>A role's trust policy; IAM sends documents percent-encoded.</summary>
    public static string TrustPolicyOf(Amazon.IdentityManagement.Model.Role role) => Uri.UnescapeDataString(role.AssumeRolePolicyDocument);

    private async Task<Role?> CreateAsync(string[] policies, CancellationToken cancellationToken)
    {
        if (!await host.ShouldProcessAsync(_target, $"Create, trusting {TrustPolicy.ServicePrincipal}{(policies.Length > 0 ? $", with {string.Join(", ", policies)}" : "")}").ConfigureAwait(false))
        {
            return null;
        }

        var tags = Ownership.With(request.Tag);
        Amazon.IdentityManagement.Model.Role role;
        try
        {
            var created = await aws.Iam.CreateRoleAsync(
                new CreateRoleRequest
                {
                    RoleName = request.RoleName,
                    AssumeRolePolicyDocument = TrustPolicy.Create(),
                    Description = request.Description ?? DefaultDescription,
                    Tags = IamTags(tags),
                },
                cancellationToken).ConfigureAwait(false);
            role = created.Role;
        }
        catch (EntityAlreadyExistsException)
        {
            // Made by somebody else since it was looked for.
            return await FindAsync(aws, request.RoleName, cancellationToken).ConfigureAwait(false) is { } other
                ? await UpdateAsync(other, policies, cancellationToken).ConfigureAwait(false)
                : throw Errors.RoleNotFound(request.RoleName);
        }

        var undo = new Undo(host);
        undo.Add($"deleting {_target}", () => aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = request.RoleName }, CancellationToken.None));
        await AllOrNothingAsync(
            undo,
            async () =>
            {
                foreach (var policy in policies)
                {
                    await AttachAsync(policy, undo, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);

        return Result(role, TrustPolicy.Create(), policies, tags, PodIdentity.Change.Created) with { Description = request.Description ?? DefaultDescription };
    }

    private async Task<Role?> UpdateAsync(Amazon.IdentityManagement.Model.Role role, string[] policies, CancellationToken cancellationToken)
    {
        var attached = await RolePolicies.ListAttachedAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false);
        var trust = TrustPolicyOf(role);
        var tags = TagsOf(role);
        var lacksTrust = !TrustPolicy.AllowsPodIdentity(trust);
        if (lacksTrust && !request.Force)
        {
            throw TrustMissing(role.RoleName);
        }

        var (wanted, done) = (0, 0);
        async Task ApplyAsync(bool isMissing, string action, Func<Task> apply)
        {
            if (!isMissing)
            {
                return;
            }

            wanted++;
            if (await host.ShouldProcessAsync(_target, action).ConfigureAwait(false))
            {
                await apply().ConfigureAwait(false);
                done++;
            }
        }

        var undo = new Undo(host);
        await AllOrNothingAsync(
            undo,
            async () =>
            {
                await ApplyAsync(lacksTrust, $"Add the trust statement for {TrustPolicy.ServicePrincipal}", async () => trust = await AddTrustAsync(trust, undo, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                foreach (var policy in policies.Except(attached).ToList())
                {
                    await ApplyAsync(true, $"Attach policy {policy}", async () =>
                    {
                        await AttachAsync(policy, undo, cancellationToken).ConfigureAwait(false);
                        attached.Add(policy);
                    }).ConfigureAwait(false);
                }

                var missingTags = request.Tag.Where(t => tags.GetValueOrDefault(t.Key) != t.Value).ToDictionary();
                await ApplyAsync(missingTags.Count > 0, $"Set tags {string.Join(", ", missingTags.Keys)}", async () =>
                {
                    await aws.Iam.TagRoleAsync(new TagRoleRequest { RoleName = role.RoleName, Tags = IamTags(missingTags) }, cancellationToken).ConfigureAwait(false);
                    tags = tags.Concat(missingTags).GroupBy(t => t.Key).ToDictionary(t => t.Key, t => t.Last().Value);
                }).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);

        // Declined, or a what-if run: there is no outcome to show.
        return wanted > 0 && done == 0 ? null : Result(role, trust, attached, tags, done > 0 ? PodIdentity.Change.Updated : PodIdentity.Change.Unchanged);
    }

    private async Task<string> AddTrustAsync(string trust, Undo undo, CancellationToken cancellationToken)
    {
        var extended = TrustPolicy.AddStatement(trust);
        await SetTrustAsync(extended, cancellationToken).ConfigureAwait(false);
        undo.Add($"restoring the trust policy of {_target}", () => SetTrustAsync(trust, CancellationToken.None));
        return extended;
    }

    private async Task SetTrustAsync(string trust, CancellationToken cancellationToken) =>
        await aws.Iam.UpdateAssumeRolePolicyAsync(new UpdateAssumeRolePolicyRequest { RoleName = request.RoleName, PolicyDocument = trust }, cancellationToken).ConfigureAwait(false);

    private async Task AttachAsync(string policyArn, Undo undo, CancellationToken cancellationToken)
    {
        host.WriteVerbose($"Attaching {policyArn} to {_target}.");
        await aws.Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = request.RoleName, PolicyArn = policyArn }, cancellationToken).ConfigureAwait(false);
        undo.Add($"detaching {policyArn} from {_target}", () => aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = request.RoleName, PolicyArn = policyArn }, CancellationToken.None));
    }

    /// <summary>Runs the steps; when one fails, or the user stops, those before it are taken back.</summary>
    private async Task AllOrNothingAsync(Undo undo, Func<Task> steps, CancellationToken cancellationToken)
    {
        try
        {
            await steps().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var undone = await undo.RunAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var error = ErrorMapping.Map(e, request.RoleName);
            throw undone
                ? new PodIdentityException(error.ErrorId["PodIdentity.".Length..], error.Kind, error.Target, error.Message + " What this command had done before has been taken back.", error.RecommendedAction, error.InnerException)
                : error;
        }
    }

    private static PodIdentityException TrustMissing(string roleName) => new(
        "RoleTrustMissing",
        ErrorKind.InvalidOperation,
        roleName,
        $"Role '{roleName}' exists, but its trust policy does not let {TrustPolicy.ServicePrincipal} do both sts:AssumeRole and sts:TagSession.",
        "Add -Force to have the statement added to its trust policy (all else in it stays), or choose another -RoleName.");

    private static List<Tag> IamTags(IReadOnlyDictionary<string, string> tags) => tags.Select(t => new Tag { Key = t.Key, Value = t.Value }).ToList();

    private Role Result(Amazon.IdentityManagement.Model.Role role, string trust, IReadOnlyList<string> policies, IReadOnlyDictionary<string, string> tags, Change change) => new()
    {
        RoleName = role.RoleName,
        RoleArn = role.Arn,
        ManagedPolicy = policies,
        TrustPolicy = trust,
        Description = role.Description,
        Tag = tags,
        CreatedAt = role.CreateDate,
        Change = change,
        Elapsed = Stopwatch.GetElapsedTime(_started),
    };
}
