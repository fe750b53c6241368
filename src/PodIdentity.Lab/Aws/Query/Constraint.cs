using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Aws.Query;

/// <summary>The checks that IAM and STS make of every member before they look at anything else.</summary>
internal static partial class Constraint
{
    public static AwsException Violated(string member, string? value, string constraint)
    {
        var shown = value is null ? "null" : $"'{value}'";
        var name = char.ToLowerInvariant(member[0]) + member[1..];
        return new AwsException(400, "ValidationError",
            $"1 validation error detected: Value {shown} at '{name}' failed to satisfy constraint: {constraint}");
    }

    /// <summary>Names of roles, policies, users and sessions.</summary>
    public static string Name(string member, string value, int longest, int shortest = 1)
    {
        Length(member, value, shortest, longest);
        return NamePattern().IsMatch(value) ? value : throw Pattern(member, value, @"[\w+=,.@-]+");
    }

    public static string Path(string member, string value)
    {
        Length(member, value, 1, 512);
        return PathPattern().IsMatch(value) ? value : throw Pattern(member, value, @"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)");
    }

    public static string Arn(string member, string value)
    {
        Length(member, value, 20, 2048);
        return value.StartsWith("arn:", StringComparison.Ordinal)
            ? value
            : throw new AwsException(400, "InvalidInput", $"ARN {value} is not valid.");
    }

    public static string Document(string member, string value)
    {
        Length(member, value, 1, 131072);
        return DocumentPattern().IsMatch(value) ? value : throw Pattern(member, value, @"[\u0009\u000A\u000D\u0020-\u00FF]+");
    }

    public static string? Description(string? value)
    {
        if (value is null)
            return null;
        Length("description", value, 0, 1000);
        return DescriptionPattern().IsMatch(value)
            ? value
            : throw Pattern("description", value, @"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*");
    }

    public static void Length(string member, string value, int shortest, int longest)
    {
        if (value.Length < shortest)
            throw Violated(member, value, $"Member must have length greater than or equal to {shortest}");
        if (value.Length > longest)
            throw Violated(member, value, $"Member must have length less than or equal to {longest}");
    }

    public static AwsException Pattern(string member, string value, string pattern) =>
        Violated(member, value, $"Member must satisfy regular expression pattern: {pattern}");

    [GeneratedRegex(@"^[A-Za-z0-9_+=,.@-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"^(/|/[\u0021-\u007E]+/)\z", RegexOptions.CultureInvariant)]
    private static partial Regex PathPattern();

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u00FF]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex DocumentPattern();

    [GeneratedRegex(@"^[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex DescriptionPattern();
}
