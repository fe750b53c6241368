using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>DescribeAddonVersions and DescribeAddonConfiguration: what could be installed.</summary>
internal sealed class AddonCatalogOperations(EksPermissions permissions)
{
    public string DescribeVersions(EksCall call)
    {
        permissions.Demand(call, "*");
        var (name, kubernetesVersion) = (call.Query("addonName"), call.Query("kubernetesVersion"));
        var (types, owners, publishers) = (call.QueryList("types"), call.QueryList("owners"), call.QueryList("publishers"));
        var found = AddonCatalog.Products
            .Where(p => name is null || p.Name == name)
            .Where(p => kubernetesVersion is null || p.Releases.Any(r => r.KubernetesVersions.Contains(kubernetesVersion)))
            .ToList();
        if (name is not null && found.Count == 0)
        {
            throw EksError.InvalidParameter(
                kubernetesVersion is null
                    ? "Addon specified is not supported"
                    : $"Addon {name} specified is not supported in {kubernetesVersion} kubernetes version",
                addon: name);
        }

        var page = Paging.Take(
            call,
            found.Where(p => (types.Count == 0 || types.Contains(p.Type)) && (owners.Count == 0 || owners.Contains(p.Owner))
                && (publishers.Count == 0 || publishers.Contains("eks"))),
            p => p.Name,
            name, kubernetesVersion, string.Join(',', types), string.Join(',', owners), string.Join(',', publishers));
        return EksJson.Write(new JsonObject
        {
            ["addons"] = new JsonArray([.. page.Items.Select(p => ToJson(p, kubernetesVersion))]),
            ["nextToken"] = page.NextToken,
        });
    }

    public string DescribeConfiguration(EksCall call)
    {
        permissions.Demand(call, "*");
        var (name, version) = (call.RequiredQuery("addonName"), call.RequiredQuery("addonVersion"));
        var product = AddonCatalog.Find(name) ?? throw EksError.InvalidParameter("Addon specified is not supported", addon: name);
        if (product.Releases.All(r => r.Version != version))
            throw EksError.InvalidParameter("Addon version specified is not supported", addon: name);
        return EksJson.Write(new JsonObject
        {
            ["addonName"] = name,
            ["addonVersion"] = version,
            ["configurationSchema"] = AddonConfiguration.SchemaOf(product),
            ["podIdentityConfiguration"] = new JsonArray([.. product.ServiceAccounts.Select(s => new JsonObject
            {
                ["serviceAccount"] = s.Name,
                ["recommendedManagedPolicies"] = EksJson.Strings(s.ManagedPolicies),
            })]),
        });
    }

    private static JsonObject ToJson(AddonProduct product, string? kubernetesVersion) => new()
    {
        ["addonName"] = product.Name,
        ["type"] = product.Type,
        ["addonVersions"] = new JsonArray([.. product.Releases
            .Where(r => kubernetesVersion is null || r.KubernetesVersions.Contains(kubernetesVersion))
            .Select(r => ToJson(product, r, kubernetesVersion))]),
        ["publisher"] = "eks",
        ["owner"] = product.Owner,
        ["marketplaceInformation"] = null,
        ["defaultNamespace"] = product.Namespace,
    };

    private static JsonObject ToJson(AddonProduct product, AddonRelease release, string? kubernetesVersion) => new()
    {
        ["addonVersion"] = release.Version,
        ["architecture"] = EksJson.Strings(["amd64", "arm64"]),
        ["computeTypes"] = EksJson.Strings(product.ComputeTypes),
        ["compatibilities"] = new JsonArray([.. release.KubernetesVersions
            .Where(v => kubernetesVersion is null || v == kubernetesVersion)
            .Select(v => new JsonObject
            {
                ["clusterVersion"] = v,
                ["platformVersions"] = EksJson.Strings(["*"]),
                ["defaultVersion"] = release.DefaultOf.Contains(v),
            })]),
        ["requiresConfiguration"] = false,
        ["requiresIamPermissions"] = product.RequiresIamPermissions,
    };
}
