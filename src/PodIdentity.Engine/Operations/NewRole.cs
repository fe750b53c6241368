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
        using var aws = AwsSession.Open(request.Connection);
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
        var policies = await Task.WhenAll(request.ManagedPolicy.Distinct().Select(p => ManagedPolicies.ResolveAsync(aws, p, cancellationToken))).ConfigureAwait(false);
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

        try
        {
            foreach (var policy in policies)
            {
                host.WriteVerbose($"Attaching {policy}.");
                await AttachAsync(policy, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            await UndoAsync(policies).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw Undone(ErrorMapping.Map(e, request.RoleName));
        }

        return Result(role, TrustPolicy.Create(), policies, tags, PodIdentity.Change.Created) with { Description = request.Description ?? DefaultDescription };
    }

    private async Task<Role?> UpdateAsync(Amazon.IdentityManagement.Model.Role role, string[] policies, CancellationToken cancellationToken)
    {
        var attached = await RolePolicies.ListAttachedAsync(aws, role.RoleName, cancellationToken).ConfigureAwait(false);
        var trust = TrustPolicyOf(role);
        var tags = TagsOf(role);
        var changed = false;

        if (!TrustPolicy.AllowsPodIdentity(trust))
        {
            if (!request.Force)
            {
                throw TrustMissing(role.RoleName);
            }

            if (await host.ShouldProcessAsync(_target, $"Add the trust statement for {TrustPolicy.ServicePrincipal}").ConfigureAwait(false))
            {
                trust = TrustPolicy.AddStatement(trust);
                await aws.Iam.UpdateAssumeRolePolicyAsync(new UpdateAssumeRolePolicyRequest { RoleName = role.RoleName, PolicyDocument = trust }, cancellationToken).ConfigureAwait(false);
                changed = true;
            }
        }

        foreach (var policy in policies.Except(attached).ToList())
        {
            if (await host.ShouldProcessAsync(_target, $"Attach policy {policy}").ConfigureAwait(false))
            {
                await AttachAsync(policy, cancellationToken).ConfigureAwait(false);
                attached.Add(policy);
                changed = true;
            }
        }

        var missingTags = request.Tag.Where(t => tags.GetValueOrDefault(t.Key) != t.Value).ToDictionary();
        if (missingTags.Count > 0 && await host.ShouldProcessAsync(_target, $"Set tags {string.Join(", ", missingTags.Keys)}").ConfigureAwait(false))
        {
            await aws.Iam.TagRoleAsync(new TagRoleRequest { RoleName = role.RoleName, Tags = IamTags(missingTags) }, cancellationToken).ConfigureAwait(false);
            foreach (var (key, value) in missingTags)
            {
                tags[key] = value;
            }

            changed = true;
        }

        return Result(role, trust, attached, tags, changed ? PodIdentity.Change.Updated : PodIdentity.Change.Unchanged);
    }

    private async Task AttachAsync(string policyArn, CancellationToken cancellationToken) =>
        await aws.Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = request.RoleName, PolicyArn = policyArn }, cancellationToken).ConfigureAwait(false);

    // Not stopped by Ctrl+C: what this command made goes, whatever ended it.
    private async Task UndoAsync(string[] policies)
    {
        host.WriteVerbose($"Undoing: removing {_target}.");
        foreach (var policy in policies)
        {
            try
            {
                await aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = request.RoleName, PolicyArn = policy }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (NoSuchEntityException)
            {
                // It was not attached yet.
            }
        }

        try
        {
            await aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = request.RoleName }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Amazon.Runtime.AmazonClientException or HttpRequestException)
        {
            host.WriteWarning($"The half-made {_target} could not be removed again ({Errors.Shown(e.Message)}). Run the command again to complete it, or `Remove-PodIdentitySetup … -RoleName {request.RoleName}` to remove it.");
        }
    }

    private static PodIdentityException Undone(PodIdentityException e) => new(
        e.ErrorId["PodIdentity.".Length..], e.Kind, e.Target, e.Message + " The role that was created for it has been removed again.", e.RecommendedAction, e.InnerException);

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
