using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>What an existing association lacks of what was asked for. What was not asked for stays as it is.</summary>
internal static class AssociationDifference
{
    /// <summary>Names of the parameters whose values differ.</summary>
    public static IReadOnlyList<string> Between(PodIdentityAssociation found, string roleArn, NewAssociationRequest request) =>
        Settings(found, roleArn, request).Concat(MissingTags(found, request).Count > 0 ? ["Tag"] : []).ToList();

    /// <summary>Makes the association what was asked for.</summary>
    public static async Task<PodIdentityAssociation> ApplyAsync(AwsSession aws, PodIdentityAssociation found, string roleArn, NewAssociationRequest request, CancellationToken cancellationToken)
    {
        if (MissingTags(found, request) is { Count: > 0 } tags)
        {
            await aws.Eks.TagResourceAsync(new TagResourceRequest { ResourceArn = found.AssociationArn, Tags = tags }, cancellationToken).ConfigureAwait(false);
            found.Tags = new Dictionary<string, string>((found.Tags ?? []).Concat(tags).GroupBy(t => t.Key).ToDictionary(g => g.Key, g => g.Last().Value));
        }

        if (!Settings(found, roleArn, request).Any())
        {
            return found;
        }

        var response = await aws.Eks.UpdatePodIdentityAssociationAsync(
            new UpdatePodIdentityAssociationRequest
            {
                ClusterName = found.ClusterName,
                AssociationId = found.AssociationId,
                RoleArn = roleArn,
                TargetRoleArn = request.TargetRoleArn ?? found.TargetRoleArn,
                DisableSessionTags = request.DisableSessionTag ?? found.DisableSessionTags,
                Policy = request.Policy ?? found.Policy,
            },
            cancellationToken).ConfigureAwait(false);
        return response.Association;
    }

    private static IEnumerable<string> Settings(PodIdentityAssociation found, string roleArn, NewAssociationRequest request)
    {
        if (found.RoleArn != roleArn)
        {
            yield return "RoleArn";
        }

        if (request.TargetRoleArn is not null && request.TargetRoleArn != found.TargetRoleArn)
        {
            yield return "TargetRoleArn";
        }

        if (request.DisableSessionTag is { } disable && disable != (found.DisableSessionTags == true))
        {
            yield return "DisableSessionTag";
        }

        if (request.Policy is not null && !SameJson(request.Policy, found.Policy))
        {
            yield return "Policy";
        }
    }

    private static Dictionary<string, string> MissingTags(PodIdentityAssociation found, NewAssociationRequest request) =>
        request.Tag.Where(t => found.Tags?.GetValueOrDefault(t.Key) != t.Value).ToDictionary();

    private static bool SameJson(string left, string? right)
    {
        try
        {
            return right is not null && JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right));
        }
        catch (JsonException)
        {
            return left == right;
        }
    }
}
