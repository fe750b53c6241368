using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Clusters;
using PodIdentity.Lab.Aws.Eks.Protocol;
using PodIdentity.Lab.Aws.Eks.Tags;
using PodIdentity.Lab.Aws.Eks.Updates;

namespace PodIdentity.Lab.Aws.Eks.Addons;

/// <summary>Create, describe, update, delete and list add-ons of a cluster.</summary>
internal sealed class AddonOperations(EksState state, EksPermissions permissions, AddonLifecycle lifecycle, AddonAssociations associations)
{
    public string Create(EksCall call)
    {
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "cluster"), state.Find(call.Cluster)?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        if (cluster.RequestTokens.Find(call) is { } earlier)
            return earlier;

        var name = call.RequiredText("addonName");
        var resolve = call.OneOf("resolveConflicts", "OVERWRITE", "NONE", "PRESERVE");
        if (resolve == "PRESERVE")
            throw EksError.InvalidParameter("Resolve conflicts option preserve is not supported for operation CreateAddon", cluster.Name, name);
        var kubernetesVersion = RunningVersion(cluster, name);
        var product = AddonCatalog.Find(name) ?? throw EksError.InvalidParameter("Addon specified is not supported", cluster.Name, name);
        if (lifecycle.Find(cluster, name) is not null)
            throw EksError.InUse("Addon already exists.", cluster.Name, name);
        var version = call.Text("addonVersion") ?? product.DefaultFor(kubernetesVersion)?.Version
            ?? throw EksError.InvalidParameter($"Addon {name} specified is not supported in {kubernetesVersion} kubernetes version", cluster.Name, name);
        CheckVersion(cluster, product, version, kubernetesVersion);
        CheckNamespace(call, cluster, product);
        var tags = TagRules.OfNewResource(call);

        var addon = new Addon(cluster, product, version, state.Now)
        {
            ConfigurationValues = CheckConfiguration(call, cluster, product),
            ServiceAccountRoleArn = CheckServiceAccountRole(call, cluster, name),
        };
        foreach (var (key, value) in tags)
            addon.Tags[key] = value;
        if (call.List("podIdentityAssociations") is { } wanted)
            associations.Apply(call, cluster, addon, wanted, version);
        cluster.Addons[name] = addon;
        lifecycle.Deploy(cluster, addon, AddonStatus.Creating, resolve);

        var body = Answer(addon);
        cluster.RequestTokens.Remember(call, addon.Arn, body);
        return body;
    }

    public string Describe(EksCall call) => Answer(DemandOne(call).Addon);

    public string Update(EksCall call)
    {
        var (cluster, addon) = DemandOne(call);
        if (cluster.RequestTokens.Find(call) is { } earlier)
            return earlier;
        if (addon.Status is AddonStatus.Creating or AddonStatus.Updating or AddonStatus.Deleting)
            throw EksError.InUse($"Addon {addon.Name} cannot be updated as it is currently in {addon.Status} state", cluster.Name, addon.Name);

        var resolve = call.OneOf("resolveConflicts", "OVERWRITE", "NONE", "PRESERVE");
        var version = call.Text("addonVersion") ?? addon.Version;
        CheckVersion(cluster, addon.Product, version, RunningVersion(cluster, addon.Name));
        var configuration = CheckConfiguration(call, cluster, addon.Product);
        var role = CheckServiceAccountRole(call, cluster, addon.Name);
        if (call.List("podIdentityAssociations") is { } wanted)
            associations.Apply(call, cluster, addon, wanted, version);

        addon.Version = version;
        addon.ConfigurationValues = configuration ?? addon.ConfigurationValues;
        addon.ServiceAccountRoleArn = role ?? addon.ServiceAccountRoleArn;
        var update = new EksUpdate(addon.Name, ParametersOf(call), state.Now);
        cluster.Updates.Add(update.Id, update);
        addon.Update = update;
        // The answer says InProgress, even where the outcome is known at once.
        var body = EksJson.Write(new JsonObject { ["update"] = update.ToJson() });
        lifecycle.Deploy(cluster, addon, AddonStatus.Updating, resolve);

        cluster.RequestTokens.Remember(call, addon.Arn, body);
        return body;
    }

    public string Delete(EksCall call)
    {
        var (cluster, addon) = DemandOne(call);
        var preserve = call.QueryFlag("preserve");
        if (addon.Status == AddonStatus.Deleting)
            throw EksError.InvalidRequest($"Addon {addon.Name} cannot be deleted as it is currently in {addon.Status} state", cluster.Name, addon.Name);
        lifecycle.Delete(cluster, addon, preserve);
        AddonAssociations.Release(cluster, addon, preserve);
        return Answer(addon);
    }

    public string List(EksCall call)
    {
        permissions.Demand(call, EksCluster.ArnOf(state.Options, call.Cluster, "cluster"), state.Find(call.Cluster)?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        var page = Paging.Take(call, lifecycle.All(cluster), a => a.Name, cluster.Name);
        return EksJson.Write(new JsonObject
        {
            ["addons"] = EksJson.Strings(page.Items.Select(a => a.Name)),
            ["nextToken"] = page.NextToken,
        });
    }

    private (EksCluster Cluster, Addon Addon) DemandOne(EksCall call)
    {
        var name = call.Label("addonName");
        var addon = state.Find(call.Cluster) is { } known ? lifecycle.Find(known, name) : null;
        permissions.Demand(call, addon?.Arn ?? EksCluster.ArnOf(state.Options, call.Cluster, "addon", name, "*"), addon?.Tags);
        var cluster = ClusterNames.Require(state, call.Cluster);
        return (cluster, addon ?? throw EksError.NotFound($"No addon: {name} found in cluster: {cluster.Name}", cluster.Name, name));
    }

    private static string RunningVersion(EksCluster cluster, string addon) =>
        cluster.Reachable?.Version
        ?? throw EksError.InvalidRequest($"Cluster {cluster.Name} is not in ACTIVE status", cluster.Name, addon);

    private static void CheckVersion(EksCluster cluster, AddonProduct product, string version, string kubernetesVersion)
    {
        if (product.Release(version, kubernetesVersion) is null)
            throw EksError.InvalidParameter("Addon version specified is not supported", cluster.Name, product.Name);
    }

    private static void CheckNamespace(EksCall call, EksCluster cluster, AddonProduct product)
    {
        if (call.Object("namespaceConfig")?["namespace"] is { } wanted && wanted.ToString() != product.Namespace)
            throw EksError.InvalidParameter($"Namespace configuration is not supported for addon {product.Name}", cluster.Name, product.Name);
    }

    private static string? CheckConfiguration(EksCall call, EksCluster cluster, AddonProduct product)
    {
        if (call.Text("configurationValues") is not { } values)
            return null;
        return AddonConfiguration.Fault(product, values) is { } fault
            ? throw EksError.InvalidParameter(
                $"ConfigurationValue provided in request is not supported: Json schema validation failed with error: \n[{fault}]", cluster.Name, product.Name)
            : values;
    }

    private string? CheckServiceAccountRole(EksCall call, EksCluster cluster, string addon)
    {
        if (call.Text("serviceAccountRoleArn") is not { } arn)
            return null;
        if (arn.Length is 0 or > 255)
            throw EksError.InvalidParameter("The parameter serviceAccountRoleArn should be between 1 and 255 characters long.", cluster.Name, addon);
        permissions.DemandPassRole(call, arn, "eks.amazonaws.com");
        return arn;
    }

    private static List<(string Type, string Value)> ParametersOf(EksCall call)
    {
        var parameters = new List<(string, string)>();
        foreach (var (member, type) in new[]
        {
            ("addonVersion", "AddonVersion"), ("serviceAccountRoleArn", "ServiceAccountRoleArn"),
            ("resolveConflicts", "ResolveConflicts"), ("configurationValues", "ConfigurationValues"),
        })
        {
            if (call.Text(member) is { } value)
                parameters.Add((type, value));
        }

        if (call.List("podIdentityAssociations") is { } associations)
            parameters.Add(("PodIdentityAssociations", EksJson.Write(associations)));
        return parameters;
    }

    private static string Answer(Addon addon) => EksJson.Write(new JsonObject { ["addon"] = addon.ToJson() });
}
