using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>The association's role exists, and is the one that was associated.</summary>
internal sealed class RoleLink : ILink
{
    public string Name => "Role";

    public IReadOnlyList<string> Needs => ["Cluster", "Association"];

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var association = await facts.AssociationAsync().ConfigureAwait(false);
        var reading = await facts.RoleAsync().ConfigureAwait(false);
        if (!association.IsKnown)
        {
            return [Finding.Unread($"which role it is, is not known. {association.Unread}")];
        }

        if (association.Value is not { } associated)
        {
            return [Finding.NotApplicable("There is no association.")];
        }

        var (arn, name) = (associated.RoleArn, RoleReference.NameOf(associated.RoleArn));
        if (!reading.IsKnown)
        {
            return [Finding.Unread(reading.Unread!, arn)];
        }

        if (reading.Value is not { } role)
        {
            return [Finding.Failed(Causes.RoleDeleted, $"IAM knows no role {name}, which association {associated.AssociationId} gives.", arn, ("RoleName", name))];
        }

        if (role.Arn != arn)
        {
            return [Finding.Failed(Causes.RolePathDiffers, $"Association {associated.AssociationId} gives {arn}; the role of that name is {role.Arn}.", arn, ("RoleArn", role.Arn))];
        }

        var since = associated.ModifiedAt ?? associated.CreatedAt;
        return role.CreateDate > since
            ? [Finding.Failed(Causes.RoleRecreated, $"Role {name} ({role.RoleId}) was created at {role.CreateDate:u}, after association {associated.AssociationId} was made for it at {since:u}.", arn, ("RoleName", name))]
            : [Finding.Passed($"{role.Arn} ({role.RoleId}) exists since {role.CreateDate:u}.", arn)];
    }
}
