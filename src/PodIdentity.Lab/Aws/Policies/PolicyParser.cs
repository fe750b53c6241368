using System.Text;
using System.Text.Json;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>Reads the grammar of policies. What a kind of policy may hold beyond that, <see cref="PolicyValidator"/> knows.</summary>
internal static class PolicyParser
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static AwsException Malformed(string text) => new(400, "MalformedPolicyDocument", text);

    /// <summary>Throws MalformedPolicyDocument.</summary>
    public static PolicyDocument Parse(string text)
    {
        try
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            using var json = JsonDocument.Parse(bytes, Strict);
            return Document(json.RootElement, bytes);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw SyntaxError();
        }
    }

    private static AwsException SyntaxError() => Malformed("Syntax errors in policy.");

    private static PolicyDocument Document(JsonElement root, byte[] bytes)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw SyntaxError();
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name is not ("Version" or "Id" or "Statement"))
                throw SyntaxError();
        }

        var version = root.TryGetProperty("Version", out var stated) ? stated.GetString() : "2008-10-17";
        if (version is not ("2012-10-17" or "2008-10-17") || !root.TryGetProperty("Statement", out var statements))
            throw SyntaxError();
        JsonElement[] all = statements.ValueKind == JsonValueKind.Array ? [.. statements.EnumerateArray()] : [statements];
        if (all.Length == 0)
            throw SyntaxError();
        var positions = StatementPositions.Find(bytes);
        return new PolicyDocument(version == "2012-10-17", [.. all.Zip(positions, (element, position) => Statement(element, position.Start, position.End))]);
    }

    private static Statement Statement(JsonElement element, TextPosition start, TextPosition end)
    {
        var statement = new Statement { Start = start, End = end };
        var effect = "";
        foreach (var member in element.EnumerateObject())
        {
            var value = member.Value;
            switch (member.Name)
            {
                case "Sid": statement = statement with { Sid = value.GetString() ?? throw SyntaxError() }; break;
                case "Effect": effect = value.GetString(); break;
                case "Principal" or "NotPrincipal" when statement.Principals is null:
                    statement = statement with { Principals = Principals(value), IsNotPrincipal = member.Name[0] == 'N' };
                    break;
                case "Action" or "NotAction" when statement.Actions.Count == 0:
                    statement = statement with { Actions = Strings(value), IsNotAction = member.Name[0] == 'N' };
                    break;
                case "Resource" or "NotResource" when statement.Resources is null:
                    statement = statement with { Resources = Strings(value), IsNotResource = member.Name[0] == 'N' };
                    break;
                case "Condition": statement = statement with { Conditions = Conditions(value) }; break;
                default: throw SyntaxError();
            }
        }

        return effect is "Allow" or "Deny" ? statement with { IsAllow = effect == "Allow" } : throw SyntaxError();
    }

    private static List<PrincipalPattern> Principals(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString() == "*" ? [new PrincipalPattern("*", "*")] : throw SyntaxError();
        return [.. value.EnumerateObject().SelectMany(kind => kind.Name is "AWS" or "Service" or "Federated" or "CanonicalUser"
            ? Strings(kind.Value).Select(name => new PrincipalPattern(kind.Name, name))
            : throw SyntaxError())];
    }

    private static List<Condition> Conditions(JsonElement value) =>
        [.. from block in value.EnumerateObject()
            let operation = ConditionOperator.Parse(block.Name) ?? throw SyntaxError()
            from key in block.Value.EnumerateObject()
            select new Condition(operation, key.Name, Values(key.Value))];

    private static List<string> Strings(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(each => each.GetString() ?? throw SyntaxError())]
            : [value.GetString() ?? throw SyntaxError()];

    private static List<string> Values(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(Scalar)] : [Scalar(value)];

    private static string Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => throw SyntaxError(),
    };
}
