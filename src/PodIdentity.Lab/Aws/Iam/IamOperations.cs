using System.Collections.Immutable;
using System.Text;
using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Iam;

/// <summary>One topic of the IAM API, and what all topics share.</summary>
internal abstract class IamOperations(IamStore store, IamAccess access)
{
    public abstract IReadOnlyDictionary<string, QueryOperation> Operations { get; }

    protected IamStore Store { get; } = store;

    protected IamAccess Access { get; } = access;

    protected void Authorize(QueryRequest request, string action, string resource, IReadOnlyDictionary<string, IReadOnlyList<string>>? keys = null) =>
        Access.Require(request.Caller, "iam:" + action, resource, IamAccess.QueryStyle, keys);

    /// <summary>The role that RoleName names, once the caller is known to be allowed the action on it.</summary>
    protected Role AuthorizedRole(QueryRequest request, string action, Dictionary<string, IReadOnlyList<string>>? keys = null)
    {
        var name = Constraint.Name("RoleName", request.Parameters.Required("RoleName"), 64);
        var role = Store.Roles.Newest(name);
        keys ??= [];
        foreach (var (key, value) in role?.Tags ?? Entities.NoTags)
            keys["aws:ResourceTag/" + key] = keys["iam:ResourceTag/" + key] = [value];
        Authorize(request, action, role?.Arn ?? Store.Arn("role", "/", name), keys);
        return role ?? Store.Role(name);
    }

    protected ManagedPolicy AuthorizedPolicy(QueryRequest request, string action)
    {
        var arn = Constraint.Arn("PolicyArn", request.Parameters.Required("PolicyArn"));
        Authorize(request, action, arn);
        return Store.Policy(arn);
    }

    /// <summary>Members of a policy document may be anywhere in a request; a trust policy is not one of these.</summary>
    protected static string IdentityDocument(string member, string text)
    {
        Constraint.Document(member, text);
        PolicyValidator.ValidateIdentityPolicy(text);
        return text;
    }

    /// <summary>IAM leaves white space aside when it measures a policy.</summary>
    protected static int SizeOf(string document) => document.Count(character => !char.IsWhiteSpace(character));

    protected static ImmutableSortedDictionary<string, string> TagsOf(QueryRequest request, ImmutableSortedDictionary<string, string>? existing = null)
    {
        var added = request.Parameters.Structures("Tags", "Key", member => (Key: request.Parameters[member + ".Key"]!, Value: request.Parameters[member + ".Value"] ?? ""));
        if (added.Count > 50)
            throw Constraint.Violated("tags", $"[{string.Join(", ", added.Select(tag => tag.Key))}]", "Member must have length less than or equal to 50");
        if (added.DistinctBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase).Count() != added.Count)
            throw new AwsException(400, "InvalidInput", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
        var tags = existing ?? Entities.NoTags;
        for (var i = 0; i < added.Count; i++)
        {
            var (key, value) = added[i];
            CheckTagText($"tags.{i + 1}.member.key", key, 1, 128);
            CheckTagText($"tags.{i + 1}.member.value", value, 0, 256);
            if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
                throw new AwsException(400, "InvalidInput", "Tag keys that begin with aws: are reserved for system use.");
            tags = tags.Remove(key).Add(key, value);
        }

        return tags.Count <= 50 ? tags : throw LimitExceeded("The number of tags has reached the maximum limit.");
    }

    /// <summary>The condition keys of a request that carries tags.</summary>
    protected static Dictionary<string, IReadOnlyList<string>> TagKeys(QueryRequest request)
    {
        var keys = new Dictionary<string, IReadOnlyList<string>>();
        var tags = request.Parameters.Structures("Tags", "Key", member => (Key: request.Parameters[member + ".Key"]!, Value: request.Parameters[member + ".Value"] ?? ""));
        foreach (var (key, value) in tags)
            keys["aws:RequestTag/" + key] = [value];
        if (tags.Count > 0)
            keys["aws:TagKeys"] = [.. tags.Select(tag => tag.Key)];
        return keys;
    }

    /// <summary>One page of a list, after the marker; the marker holds the key of the last item shown.</summary>
    protected static Action<XmlText> Page<T>(QueryRequest request, string element, IEnumerable<T> items, Func<T, string> keyOf, Action<XmlText, T> write) =>
        Page(request, items, keyOf, (result, page) => result.List(element, page, write));

    /// <summary>One page of items that are shown in more than one list.</summary>
    protected static Action<XmlText> Page<T>(QueryRequest request, IEnumerable<T> items, Func<T, string> keyOf, Action<XmlText, IReadOnlyList<T>> write)
    {
        var most = request.Parameters.Number("MaxItems", otherwise: 100, least: 1, most: 1000);
        var after = request.Parameters["Marker"] is { } marker ? ReadMarker(marker) : null;
        var rest = items.OrderBy(keyOf, StringComparer.Ordinal)
            .Where(item => after is null || string.CompareOrdinal(keyOf(item), after) > 0)
            .Take(most + 1).ToList();
        var page = rest.Take(most).ToList();
        var isTruncated = rest.Count > most;
        return result =>
        {
            write(result.Element("IsTruncated", isTruncated), page);
            if (isTruncated)
                result.Element("Marker", Convert.ToBase64String(Encoding.UTF8.GetBytes(keyOf(page[^1]))));
        };
    }

    /// <summary>A member that takes one of a few values; null when it is not there.</summary>
    protected static string? OneOf(QueryRequest request, string member, params ReadOnlySpan<string> values)
    {
        var value = request.Parameters[member];
        return value is null || values.Contains(value)
            ? value
            : throw Constraint.Violated(member, value, $"Member must satisfy enum value set: [{string.Join(", ", values)}]");
    }

    protected static AwsException LimitExceeded(string message) => new(409, "LimitExceeded", message);

    protected static AwsException DeleteConflict(string message) => new(409, "DeleteConflict", message);

    protected static AwsException AlreadyExists(string message) => new(409, "EntityAlreadyExists", message);

    private static string ReadMarker(string marker)
    {
        var bytes = new byte[marker.Length];
        return marker.Length > 0 && Convert.TryFromBase64String(marker, bytes, out var count)
            ? Encoding.UTF8.GetString(bytes, 0, count)
            : throw new AwsException(400, "ValidationError", "Invalid Marker.");
    }

    private static void CheckTagText(string member, string text, int shortest, int longest)
    {
        Constraint.Length(member, text, shortest, longest);
        if (!text.EnumerateRunes().All(rune => System.Text.Rune.IsLetterOrDigit(rune) || System.Text.Rune.IsWhiteSpace(rune) || "_.:/=+-@".Contains((char)rune.Value, StringComparison.Ordinal)))
            throw Constraint.Pattern(member, text, $@"[\p{{L}}\p{{Z}}\p{{N}}_.:/=+\-@]{(shortest == 0 ? "*" : "+")}");
    }
}
