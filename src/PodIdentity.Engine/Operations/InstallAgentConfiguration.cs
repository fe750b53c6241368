using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;

namespace PodIdentity.Engine.Operations;

/// <summary>The configuration that the user wants the add-on to have: its reading, its check, and its comparison with the installed one.</summary>
internal sealed class InstallAgentConfiguration
{
    private readonly JsonObject _values;

    private InstallAgentConfiguration(JsonObject values) => _values = values;

    /// <summary>As EKS takes it. An empty object clears what was set.</summary>
    public string Text => _values.ToJsonString();

    /// <summary>Refuses what is no JSON object. Null stays null: the configuration is left as it is. An empty text is an empty object.</summary>
    public static InstallAgentConfiguration? Parse(string? text) =>
        text is null ? null
        : string.IsNullOrWhiteSpace(text) ? new InstallAgentConfiguration([])
        : TryParse(text) is { } values ? new InstallAgentConfiguration(values)
        : throw Errors.Invalid("ConfigurationValues", text, "a JSON object", "Give -ConfigurationValues as a hashtable, or as JSON such as '{\"agent\":{\"additionalArgs\":{\"-b\":\"169.254.170.23\"}}}'; an empty one clears what was set.");

    /// <summary>Whether the installed configuration means the same, however it is written.</summary>
    public bool IsSameAs(string? installed) =>
        string.IsNullOrWhiteSpace(installed) ? _values.Count == 0 : TryParse(installed) is { } values && JsonNode.DeepEquals(_values, values);

    /// <summary>
    /// Checks the values against the schema of the version that is to get them, so that a what-if run and a replacement, which begins with a
    /// deletion, know as well. EKS checks again.
    /// </summary>
    public async Task CheckAsync(AwsSession aws, string version, CancellationToken cancellationToken)
    {
        if (_values.Count == 0)
        {
            return;
        }

        var response = await aws.Eks.DescribeAddonConfigurationAsync(
            new DescribeAddonConfigurationRequest { AddonName = GetAgent.AddonName, AddonVersion = version }, cancellationToken).ConfigureAwait(false);
        if (TryParse(response.ConfigurationSchema) is { } schema && new InstallAgentSchema(schema).FindFault(_values) is ({ } path, { } fault))
        {
            throw NotTaken(path, $"{path}: {fault}", version);
        }
    }

    /// <summary>The configuration does not fit the version.</summary>
    public static PodIdentityException NotTaken(string target, string fault, string version, Exception? cause = null) => new(
        "InvalidConfigurationValues",
        ErrorKind.InvalidArgument,
        target,
        $"Version {version} of {GetAgent.AddonName} does not take these configuration values: {Errors.Told(fault)}.",
        $"Correct -ConfigurationValues; `aws eks describe-addon-configuration --addon-name {GetAgent.AddonName} --addon-version {version}` shows the schema.",
        cause);

    private static JsonObject? TryParse(string? text)
    {
        try
        {
            var values = JsonNode.Parse(text ?? "null") as JsonObject;
            FindDuplicates(values);
            return values;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }

    // A name that occurs twice is found out at the first look into the object, so each is looked into.
    private static void FindDuplicates(JsonNode? node)
    {
        var children = node switch
        {
            JsonObject table => table.Select(member => member.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children)
        {
            FindDuplicates(child);
        }
    }
}
