using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Aws;

/// <summary>A role as a user names it: by name, or by ARN.</summary>
internal static partial class RoleReference
{
    /// <summary>Refuses what IAM would refuse as a role name: 1 to 64 characters of <c>[A-Za-z0-9_+=,.@-]</c>.</summary>
    public static string RequireName(string value) => NamePattern().IsMatch(value)
        ? value
        : throw Errors.Invalid(
            "RoleName",
            value,
            "a role name",
            "Use 1 to 64 letters, digits or characters of _+=,.@- (an ARN or a path is not part of the name).");

    /// <summary>Refuses what is not the ARN of an IAM role.</summary>
    public static string RequireArn(string value, string parameter) => ArnPattern().IsMatch(value)
        ? value
        : throw Errors.Invalid(
            parameter,
            value,
            "the ARN of an IAM role",
            $"Give -{parameter} as arn:aws:iam::<account>:role/<name>; `Get-PodIdentityAssociation` and `aws iam get-role` show it.");

    /// <summary>The name in an ARN: what follows the last slash, for the path comes before it.</summary>
    public static string NameOf(string roleArn) => roleArn[(roleArn.LastIndexOf('/') + 1)..];

    /// <summary>The account in an ARN.</summary>
    public static string AccountOf(string roleArn) => roleArn.Split(':')[4];

    [GeneratedRegex(@"\A[\w+=,.@-]{1,64}\z", RegexOptions.ECMAScript)]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\Aarn:aws[a-z-]*:iam::[0-9]{12}:role/([\x21-\x7e]{1,510}/)?[A-Za-z0-9_+=,.@-]{1,64}\z")]
    private static partial Regex ArnPattern();
}
