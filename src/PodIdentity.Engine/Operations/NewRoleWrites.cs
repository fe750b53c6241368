using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>The writes to a role; each notes how it is taken back.</summary>
internal sealed class NewRoleWrites(string roleName, IOperationHost host, AwsSession aws, Undo undo)
{
    private readonly string _target = $"role {roleName}";

    public static List<Tag> Tags(IEnumerable<KeyValuePair<string, string>> tags) => tags.Select(t => new Tag { Key = t.Key, Value = t.Value }).ToList();

    /// <summary>The new role, or null when somebody else has made it in the meantime.</summary>
    public async Task<Amazon.IdentityManagement.Model.Role?> CreateAsync(CreateRoleRequest request, CancellationToken cancellationToken)
    {
        Amazon.IdentityManagement.Model.Role? role = null;
        try
        {
            await WriteAsync(
                $"deleting {_target}",
                async () => role = (await aws.Iam.CreateRoleAsync(request, cancellationToken).ConfigureAwait(false)).Role,
                () => DeleteIfOursAsync(isKnown: role is not null)).ConfigureAwait(false);
        }
        catch (EntityAlreadyExistsException)
        {
            // The caller goes on with that one.
        }

        return role;
    }

    public Task SetTrustAsync(string document, string before, CancellationToken cancellationToken)
    {
        Task Set(string policy, CancellationToken c) => aws.Iam.UpdateAssumeRolePolicyAsync(new UpdateAssumeRolePolicyRequest { RoleName = roleName, PolicyDocument = policy }, c);
        return WriteAsync($"restoring the trust policy of {_target}", () => Set(document, cancellationToken), () => Set(before, CancellationToken.None));
    }

    public Task AttachAsync(string policyArn, CancellationToken cancellationToken)
    {
        host.WriteVerbose($"Attaching {policyArn} to {_target}.");
        return WriteAsync(
            $"detaching {policyArn} from {_target}",
            () => aws.Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = roleName, PolicyArn = policyArn }, cancellationToken),
            () => aws.Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = roleName, PolicyArn = policyArn }, CancellationToken.None));
    }

    /// <param name="name">Name of the policy.</param>
    /// <param name="document">The policy.</param>
    /// <param name="before">The one that it replaces, or null.</param>
    /// <param name="cancellationToken">Stops the write, not what takes it back.</param>
    public Task PutInlineAsync(string name, string document, string? before, CancellationToken cancellationToken)
    {
        host.WriteVerbose($"Writing inline policy {name} of {_target}.");
        Task Put(string policy, CancellationToken c) => aws.Iam.PutRolePolicyAsync(new PutRolePolicyRequest { RoleName = roleName, PolicyName = name, PolicyDocument = policy }, c);
        return WriteAsync(
            $"{(before is null ? "removing" : "restoring")} inline policy {name} of {_target}",
            () => Put(document, cancellationToken),
            () => before is null ? aws.Iam.DeleteRolePolicyAsync(new DeleteRolePolicyRequest { RoleName = roleName, PolicyName = name }, CancellationToken.None) : Put(before, CancellationToken.None));
    }

    public Task PutBoundaryAsync(string policyArn, string? before, CancellationToken cancellationToken)
    {
        Task Put(string arn, CancellationToken c) => aws.Iam.PutRolePermissionsBoundaryAsync(new PutRolePermissionsBoundaryRequest { RoleName = roleName, PermissionsBoundary = arn }, c);
        return WriteAsync(
            $"{(before is null ? "removing" : "restoring")} the permissions boundary of {_target}",
            () => Put(policyArn, cancellationToken),
            () => before is null ? aws.Iam.DeleteRolePermissionsBoundaryAsync(new DeleteRolePermissionsBoundaryRequest { RoleName = roleName }, CancellationToken.None) : Put(before, CancellationToken.None));
    }

    /// <summary>Both at once: left out, the longest session would go back to IAM's default of an hour.</summary>
    public Task SetDetailsAsync((string? Description, int? MaxSessionDuration) details, (string? Description, int? MaxSessionDuration) before, CancellationToken cancellationToken)
    {
        Task Set((string? Description, int? MaxSessionDuration) values, CancellationToken c) => aws.Iam.UpdateRoleAsync(
            new UpdateRoleRequest { RoleName = roleName, Description = values.Description ?? "", MaxSessionDuration = values.MaxSessionDuration }, c);
        return WriteAsync($"restoring description and session length of {_target}", () => Set(details, cancellationToken), () => Set(before, CancellationToken.None));
    }

    public Task TagAsync(IReadOnlyDictionary<string, string> tags, IReadOnlyDictionary<string, string> before, CancellationToken cancellationToken)
    {
        var restored = Tags(tags.Keys.Where(before.ContainsKey).Select(k => KeyValuePair.Create(k, before[k])));
        var added = tags.Keys.Where(k => !before.ContainsKey(k)).ToList();
        return WriteAsync(
            $"restoring the tags of {_target}",
            () => aws.Iam.TagRoleAsync(new TagRoleRequest { RoleName = roleName, Tags = Tags(tags) }, cancellationToken),
            async () =>
            {
                if (restored.Count > 0)
                {
                    await aws.Iam.TagRoleAsync(new TagRoleRequest { RoleName = roleName, Tags = restored }, CancellationToken.None).ConfigureAwait(false);
                }

                if (added.Count > 0)
                {
                    await aws.Iam.UntagRoleAsync(new UntagRoleRequest { RoleName = roleName, TagKeys = added }, CancellationToken.None).ConfigureAwait(false);
                }
            });
    }

    /// <summary>Writes, and notes how to take it back: also when it is stopped on the way, for then it may have arrived all the same.</summary>
    private async Task WriteAsync(string step, Func<Task> write, Func<Task> takeBack)
    {
        async Task TakeBack()
        {
            try
            {
                await takeBack().ConfigureAwait(false);
            }
            catch (NoSuchEntityException)
            {
                // It never arrived.
            }
        }

        try
        {
            await write().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not AmazonServiceException { StatusCode: > 0 and < System.Net.HttpStatusCode.InternalServerError })
        {
            undo.Add(step, TakeBack);
            throw;
        }

        undo.Add(step, TakeBack);
    }

    /// <summary>Deletes the role that this call made. Without an answer it is only certain that one with our tag is not a stranger's.</summary>
    private async Task DeleteIfOursAsync(bool isKnown)
    {
        if (isKnown || (await NewRole.FindAsync(aws, roleName, CancellationToken.None).ConfigureAwait(false) is { } found && Ownership.IsOurs(NewRole.TagsOf(found))))
        {
            await aws.Iam.DeleteRoleAsync(new DeleteRoleRequest { RoleName = roleName }, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
