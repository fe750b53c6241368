using System.Text.Json;

namespace PodIdentity.Engine.Policies;

/// <summary>Reads the grammar of policies as strictly as IAM does, and says what is wrong where.</summary>
/// <seealso href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"/>
internal static class PolicyReader
{
    // The grammar itself needs seven levels.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>The policy, or else what is wrong with it, as the end of a sentence: <c>Statement 2 has no Effect</c>.</summary>
    public static (PolicyDocument? Policy, string? Fault) Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, Options);
            RequireUniqueNames(json.RootElement, "the document");
            return (Document(json.RootElement), null);
        }
        catch (JsonException e)
        {
            return (null, $"it is not valid JSON ({Errors.Told(e.Message)})");
        }
        catch (FormatException e)
        {
            return (null, e.Message);
        }
    }

    private static FormatException Fault(string what) => new(what);

    // .NET's own check for this came after .NET 8; the last of two members would win, IAM refuses them.
    private static void RequireUniqueNames(JsonElement element, string place)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                RequireUniqueNames(item, place);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                if (!seen.Add(member.Name))
                {
                    throw Fault($"'{Errors.Shown(member.Name)}' stands twice in {place}");
                }

                RequireUniqueNames(member.Value, $"'{Errors.Shown(member.Name)}'");
            }
        }
    }

    private static PolicyDocument Document(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Fault("it is not a JSON object");
        }

        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is not ("Version" or "Id" or "Statement"))
            {
                throw Fault($"it has an element '{Errors.Shown(member.Name)}'; there are only Version, Id and Statement, in this spelling");
            }
        }

        var version = root.TryGetProperty("Version", out var given) ? TextOf(given, "Version") : "2008-10-17";
        if (version is not ("2012-10-17" or "2008-10-17"))
        {
            throw Fault($"its Version is '{Errors.Shown(version)}'; use 2012-10-17");
        }

        var statements = root.TryGetProperty("Statement", out var found) ? found : throw Fault("it has no Statement");
        JsonElement[] all = statements.ValueKind switch
        {
            JsonValueKind.Array => [.. statements.EnumerateArray()],
            JsonValueKind.Object => [statements],
            _ => throw Fault("its Statement is neither an object nor an array of objects"),
        };
        return all.Length > 0
            ? new PolicyDocument(version == "2012-10-17", [.. all.Select((s, i) => Statement(s, i + 1))])
            : throw Fault("its Statement is empty");
    }

    private static PolicyStatement Statement(JsonElement element, int number)
    {
        var place = $"statement {number}";
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Fault($"{place} is not an object");
        }

        var effect = element.TryGetProperty("Effect", out var given) ? TextOf(given, $"Effect of {place}") : throw Fault($"{place} has no Effect");
        var statement = new PolicyStatement { Number = number, IsAllow = effect == "Allow" };
        if (effect is not ("Allow" or "Deny"))
        {
            throw Fault($"{place} has the Effect '{Errors.Shown(effect)}'; it is Allow or Deny");
        }

        foreach (var member in element.EnumerateObject())
        {
            var (name, value, where) = (member.Name, member.Value, $"{member.Name} of {place}");
            statement = name switch
            {
                "Effect" => statement,
                "Sid" => statement with { Sid = TextOf(value, where) },
                "Principal" or "NotPrincipal" when statement.Principals is null => statement with { Principals = Principals(value, where), IsNotPrincipal = name[0] == 'N' },
                "Action" or "NotAction" when statement.Actions.Count == 0 => statement with { Actions = Texts(value, where), IsNotAction = name[0] == 'N' },
                "Resource" or "NotResource" when statement.Resources is null => statement with { Resources = Texts(value, where), IsNotResource = name[0] == 'N' },
                "Condition" => statement with { Conditions = Conditions(value, where) },
                _ => throw Fault($"{place} has an element '{Errors.Shown(name)}' that has no place there"),
            };
        }

        return statement.Actions.Count > 0 ? statement : throw Fault($"{place} has no Action");
    }

    private static List<PolicyPrincipal> Principals(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() == "*" => [new PolicyPrincipal("AWS", "*")],
        JsonValueKind.Object => [.. value.EnumerateObject().SelectMany(kind => kind.Name is "AWS" or "Service" or "Federated" or "CanonicalUser"
            ? Texts(kind.Value, place).Select(v => new PolicyPrincipal(kind.Name, v))
            : throw Fault($"{place} has the kind '{Errors.Shown(kind.Name)}'; there are AWS, Service, Federated and CanonicalUser"))],
        _ => throw Fault($"{place} is neither \"*\" nor an object such as {{\"Service\": \"{TrustPolicy.ServicePrincipal}\"}}"),
    };

    private static List<PolicyCondition> Conditions(JsonElement value, string place) =>
        [.. from block in Members(value, place)
            let operation = ConditionOperator.Parse(block.Name) is null ? throw Fault($"{place} has an operator '{Errors.Shown(block.Name)}' that IAM does not know") : block.Name
            from key in Members(block.Value, $"{operation} in {place}")
            select new PolicyCondition(operation, key.Name, Values(key.Value, place))];

    private static JsonElement.ObjectEnumerator Members(JsonElement value, string place) => value.ValueKind == JsonValueKind.Object
        ? value.EnumerateObject()
        : throw Fault($"{place} is not an object");

    private static string TextOf(JsonElement value, string place) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Fault($"{place} is not text");

    private static List<string> Texts(JsonElement value, string place)
    {
        List<string> all = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => TextOf(v, place))] : [TextOf(value, place)];
        return all.Count > 0 ? all : throw Fault($"{place} is empty");
    }

    private static List<string> Values(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => Scalar(v, place))] : [Scalar(value, place)];

    private static string Scalar(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Fault($"a value in {place} is neither text, number nor true or false"),
    };
}
