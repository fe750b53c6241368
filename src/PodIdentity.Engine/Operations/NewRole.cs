using System.Diagnostics;
using Amazon.IdentityManagement.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Policies;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>Creates a role that pods can assume, or adds what an existing one lacks.</summary>
internal sealed class NewRole(NewRoleRequest request, TrustWish trust, IOperationHost host, AwsSession aws)
{
    private const string DefaultDescription = "For pods, through EKS Pod Identity. Made by the PodIdentity PowerShell module.";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly string _target = $"role {request.RoleName}";

    public static async Task<Role?> RunAsync(NewRoleRequest request, IOperationHost host, CancellationToken cancellationToken)
    {
        var trust = NewRoleInput.Require(request);
        using var aws = AwsSession.Open(request.Connection, host);
        using var deadline = new Deadline(request.Timeout ?? DefaultTimeout, cancellationToken);
        try
        {
            return await new NewRole(request, trust, host, aws).ConvergeAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            throw Errors.TimedOut($"Role {request.RoleName}", request.RoleName, deadline.Timeout, "IAM has not answered", "Run the command again, with a longer -TimeoutSec if need be.");
        }
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

    private async Task<Role?> ConvergeAsync(CancellationToken cancellationToken)
    {
        // All reads come first: nothing is written when a policy's name is wrong.
        var existing = FindAsync(aws, request.RoleName, cancellationToken);
        var boundary = request.PermissionsBoundary is { } given ? ManagedPolicies.ResolveAsync(aws, given, cancellationToken, "PermissionsBoundary") : Task.FromResult<string>(null!);
        var policies = Task.WhenAll(request.ManagedPolicy.Select(p => ManagedPolicies.ResolveAsync(aws, p, cancellationToken)));
        await Task.WhenAll(existing, boundary, policies).ConfigureAwait(false);
        var resolved = request with
        {
            ManagedPolicy = [.. (await policies.ConfigureAwait(false)).Distinct()],
            PermissionsBoundary = await boundary.ConfigureAwait(false),
        };
        return await existing.ConfigureAwait(false) is { } role
            ? await UpdateAsync(resolved, role, cancellationToken).ConfigureAwait(false)
            : await CreateAsync(resolved, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Role?> CreateAsync(NewRoleRequest wanted, CancellationToken cancellationToken)
    {
        await RoleQuotas.RequirePoliciesAsync(aws, host, wanted.RoleName, wanted.ManagedPolicy.Count, cancellationToken).ConfigureAwait(false);
        await RoleQuotas.RequireTrustAsync(aws, host, wanted.RoleName, trust.Document, cancellationToken).ConfigureAwait(false);
        InlinePolicies.RequireRoom(wanted.RoleName, wanted.InlinePolicy);
        Warn(trust.Policy, isWritten: true);
        if (!await host.ShouldProcessAsync(_target, CreationPlan(wanted)).ConfigureAwait(false))
        {
            return null;
        }

        var undo = new Undo(host);
        var writes = new NewRoleWrites(wanted.RoleName, host, aws, undo);
        var creation = new CreateRoleRequest
        {
            RoleName = wanted.RoleName,
            Path = wanted.Path,
            AssumeRolePolicyDocument = trust.Document,
            Description = wanted.Description ?? DefaultDescription,
            MaxSessionDuration = wanted.MaxSessionDuration,
            PermissionsBoundary = wanted.PermissionsBoundary,
            Tags = NewRoleWrites.Tags(Ownership.With(wanted.Tag)),
        };
        Amazon.IdentityManagement.Model.Role? role = null;
        await AllOrNothingAsync(
            undo,
            async () =>
            {
                role = await writes.CreateAsync(creation, cancellationToken).ConfigureAwait(false);
                if (role is null)
                {
                    return;
                }

                foreach (var policy in wanted.ManagedPolicy)
                {
                    await writes.AttachAsync(policy, cancellationToken).ConfigureAwait(false);
                }

                foreach (var (name, document) in wanted.InlinePolicy)
                {
                    await writes.PutInlineAsync(name, document, null, cancellationToken).ConfigureAwait(false);
                }
            },
            cancellationToken).ConfigureAwait(false);

        if (role is null)
        {
            // Made by somebody else since it was looked for.
            return await FindAsync(aws, wanted.RoleName, cancellationToken).ConfigureAwait(false) is { } other
                ? await UpdateAsync(wanted, other, cancellationToken).ConfigureAwait(false)
                : throw Errors.RoleNotFound(wanted.RoleName);
        }

        return new Role
        {
            RoleName = role.RoleName,
            RoleArn = role.Arn,
            ManagedPolicy = wanted.ManagedPolicy,
            InlinePolicy = wanted.InlinePolicy,
            PermissionsBoundary = wanted.PermissionsBoundary,
            Path = role.Path,
            MaxSessionDuration = role.MaxSessionDuration,
            TrustPolicy = trust.Document,
            Description = creation.Description,
            Tag = Ownership.With(wanted.Tag),
            CreatedAt = role.CreateDate,
            Change = PodIdentity.Change.Created,
            Elapsed = Stopwatch.GetElapsedTime(_started),
        };
    }

    private static string CreationPlan(NewRoleRequest wanted)
    {
        string?[] parts =
        [
            $"Create, trusting {TrustPolicy.ServicePrincipal}",
            wanted.RestrictToAccount.Count > 0 ? $"only for accounts {string.Join(", ", wanted.RestrictToAccount)}" : null,
            wanted.RestrictToCluster.Count > 0 ? $"only for clusters {string.Join(", ", wanted.RestrictToCluster)}" : null,
            wanted.RestrictToServiceAccount.Count > 0 ? $"only for service accounts {string.Join(", ", wanted.RestrictToServiceAccount)}" : null,
            wanted.ManagedPolicy.Count > 0 ? $"with {string.Join(", ", wanted.ManagedPolicy)}" : null,
            wanted.InlinePolicy.Count > 0 ? $"with inline policy {string.Join(", ", wanted.InlinePolicy.Keys)}" : null,
            wanted.PermissionsBoundary is { } boundary ? $"bounded by {boundary}" : null,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private async Task<Role?> UpdateAsync(NewRoleRequest wanted, Amazon.IdentityManagement.Model.Role role, CancellationToken cancellationToken)
    {
        if (wanted.Path is { } path && path != role.Path)
        {
            throw new PodIdentityException(
                "RolePathDiffers", ErrorKind.InvalidOperation, role.Arn, $"Role '{role.RoleName}' exists under path '{role.Path}', not '{path}', and IAM cannot move a role.", "Leave -Path out to use the role where it is, or choose another -RoleName: names are unique across paths.");
        }

        var state = await NewRoleState.ReadAsync(aws, role, cancellationToken).ConfigureAwait(false);
        var update = new NewRoleUpdate(wanted, state, trust.Compare(role.RoleName, state.TrustPolicy));
        update.RequireRight();
        await RoleQuotas.RequirePoliciesAsync(aws, host, role.RoleName, state.ManagedPolicy.Union(wanted.ManagedPolicy).Count(), cancellationToken).ConfigureAwait(false);
        if (update.ChangesTrust)
        {
            await RoleQuotas.RequireTrustAsync(aws, host, role.RoleName, update.Trust.Document, cancellationToken).ConfigureAwait(false);
        }

        var (after, _) = PolicyReader.Read(update.Trust.Document);
        Warn(after!, isWritten: update.ChangesTrust);
        var undo = new Undo(host);
        var steps = update.Steps(new NewRoleWrites(role.RoleName, host, aws, undo));
        var done = 0;
        await AllOrNothingAsync(
            undo,
            async () =>
            {
                foreach (var step in steps)
                {
                    if (await host.ShouldProcessAsync(_target, step.Action).ConfigureAwait(false))
                    {
                        await step.Write(cancellationToken).ConfigureAwait(false);
                        state = step.After(state);
                        done++;
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);

        // Declined, or a what-if run: there is no outcome to show.
        return steps.Count > 0 && done == 0
            ? null
            : state.ToResult(done > 0 ? PodIdentity.Change.Updated : PodIdentity.Change.Unchanged) with { Elapsed = Stopwatch.GetElapsedTime(_started) };
    }

    private void Warn(PolicyDocument policy, bool isWritten)
    {
        foreach (var trap in TrustTraps.Find(policy))
        {
            host.WriteWarning(trap);
        }

        if (isWritten && TrustTraps.NeedsSessionTags(policy))
        {
            host.WriteWarning($"The trust of {_target} is by session tags: pods of an association with -DisableSessionTag cannot get it.");
        }
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
}
