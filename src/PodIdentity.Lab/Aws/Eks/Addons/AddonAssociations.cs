using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Associations;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>The pod identity associations that an add-on makes for its own service accounts.</summary>
internal sealed class AddonAssociations(AssociationOperations operations, AssociationRoles roles)
{
    /// <summary>Makes, changes and removes until the add-on owns exactly what the request lists.</summary>
    public void Apply(EksCall call, EksCluster cluster, Addon addon, JsonArray wanted, string version)
    {
        var rolesByAccount = Read(wanted, cluster, addon, version);
        var owned = cluster.Associations.OwnedBy(addon.Arn).ToDictionary(a => a.ServiceAccount, StringComparer.Ordinal);
        var made = new List<Association>();
        try
        {
            foreach (var (serviceAccount, roleArn) in rolesByAccount)
            {
                if (!owned.TryGetValue(serviceAccount, out var existing))
                    made.Add(operations.Make(call, cluster, addon.Product.Namespace, serviceAccount, roleArn, addon.Arn));
                else if (existing.Settings.RoleArn != roleArn)
                    cluster.Associations.Change(existing, existing.Settings.With(roles.Check(call, cluster, roleArn)));
            }
        }
        catch (AwsException)
        {
            // A refused request leaves nothing behind.
            foreach (var association in made)
                AssociationOperations.Remove(cluster, association);
            throw;
        }

        foreach (var association in owned.Values.Where(a => !rolesByAccount.ContainsKey(a.ServiceAccount)))
            AssociationOperations.Remove(cluster, association);
    }

    /// <summary>With the add-on go its associations; preserved ones belong to nobody from then on.</summary>
    public static void Release(EksCluster cluster, Addon addon, bool preserve)
    {
        foreach (var association in cluster.Associations.OwnedBy(addon.Arn))
        {
            if (preserve)
                association.OwnerArn = null;
            else
                AssociationOperations.Remove(cluster, association);
        }
    }

    private static Dictionary<string, string> Read(JsonArray wanted, EksCluster cluster, Addon addon, string version)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in wanted)
        {
            if (item is not JsonObject entry)
                throw EksCall.Malformed();
            var (serviceAccount, roleArn) = (Text(entry, "serviceAccount"), Text(entry, "roleArn"));
            if (addon.Product.ServiceAccounts.Count == 0)
                throw EksError.InvalidParameter($"Pod Identity feature is not supported for addon version: {version}", cluster.Name, addon.Name);
            if (addon.Product.ServiceAccounts.All(s => s.Name != serviceAccount))
            {
                throw EksError.InvalidParameter(
                    $"Service account {serviceAccount} in pod identity configuration is not supported for addon {addon.Name}", cluster.Name, addon.Name);
            }

            if (!result.TryAdd(serviceAccount, roleArn))
                throw EksError.InvalidParameter($"Service account {serviceAccount} is listed more than once.", cluster.Name, addon.Name);
        }

        return result;
    }

    private static string Text(JsonObject entry, string name) => entry[name] switch
    {
        null => throw EksCall.Missing(name),
        JsonValue value when value.TryGetValue<string>(out var text) && text.Length > 0 => text,
        _ => throw EksCall.Malformed(),
    };
}
