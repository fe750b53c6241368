using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>What IAM refuses to store.</summary>
internal static partial class PolicyValidator
{
    /// <summary>Identity policies, boundaries and session policies.</summary>
    public static void ValidateIdentityPolicy(string text)
    {
        var policy = PolicyParser.Parse(text);
        if (!policy.HasVariables)
            throw PolicyParser.Malformed("Policy document must be version 2012-10-17 or greater.");
        foreach (var statement in policy.Statements)
        {
            if (statement.Principals is not null)
                throw PolicyParser.Malformed("Policy document should not specify a principal.");
            ValidateActions(statement);
            if (statement.Resources is null or { Count: 0 })
                throw PolicyParser.Malformed("Policy statement must contain resources.");
            if (statement.Resources.FirstOrDefault(resource => !ResourcePattern().IsMatch(resource)) is { } resource)
                throw PolicyParser.Malformed($"Resource {resource} must be in ARN format or \"*\".");
        }

        ValidateSids(policy);
    }

    /// <param name="text">The policy.</param>
    /// <param name="exists">Whether there is a user or role of that ARN or unique id.</param>
    public static void ValidateTrustPolicy(string text, Func<string, bool> exists)
    {
        var policy = PolicyParser.Parse(text);
        foreach (var statement in policy.Statements)
        {
            if (statement.Resources is not null)
                throw PolicyParser.Malformed(statement.IsNotResource ? "Has prohibited field NotResource" : "Has prohibited field Resource");
            if (statement.Principals is null or { Count: 0 })
                throw PolicyParser.Malformed("Missing required field Principal");
            ValidateActions(statement);
            if (statement.Actions.Any(action => action != "*" && !action.StartsWith("sts:", StringComparison.OrdinalIgnoreCase)))
                throw PolicyParser.Malformed("AssumeRole policy may only specify STS AssumeRole actions.");
            foreach (var principal in statement.Principals)
            {
                if (!IsValid(principal, exists))
                    throw PolicyParser.Malformed($"Invalid principal in policy: \"{(principal.Kind == "AWS" ? "AWS" : principal.Kind.ToUpperInvariant())}\":\"{principal.Value}\"");
            }
        }

        ValidateSids(policy);
    }

    private static void ValidateActions(Statement statement)
    {
        if (statement.Actions.Count == 0)
            throw PolicyParser.Malformed("Policy statement must contain actions.");
        foreach (var action in statement.Actions.Where(action => action != "*"))
        {
            switch (action.Split(':'))
            {
                case [_]: throw PolicyParser.Malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
                case [var vendor, _] when !VendorPattern().IsMatch(vendor): throw PolicyParser.Malformed($"Vendor {vendor} is not valid");
                case [_, ""]: throw PolicyParser.Malformed("Syntax errors in policy.");
                case [_, _]: break;
                default: throw PolicyParser.Malformed("Actions/Condition can contain only one colon.");
            }
        }
    }

    private static void ValidateSids(PolicyDocument policy)
    {
        var sids = policy.Statements.Select(statement => statement.Sid).Where(sid => !string.IsNullOrEmpty(sid)).ToList();
        if (sids.Any(sid => !sid!.All(char.IsAsciiLetterOrDigit)))
            throw PolicyParser.Malformed("Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*");
        if (sids.Distinct(StringComparer.Ordinal).Count() != sids.Count)
            throw PolicyParser.Malformed("Statement IDs (SID) in a single policy must be unique.");
    }

    private static bool IsValid(PrincipalPattern principal, Func<string, bool> exists) => principal.Kind switch
    {
        "*" => true,
        "AWS" => principal.Value == "*" || AccountPattern().IsMatch(principal.Value) || exists(principal.Value),
        "Service" => ServicePattern().IsMatch(principal.Value),
        "Federated" => principal.Value.Length > 0,
        _ => false,
    };

    [GeneratedRegex(@"^(\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+)\z", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex ResourcePattern();

    [GeneratedRegex(@"^[A-Za-z0-9*?-]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex VendorPattern();

    [GeneratedRegex(@"^(\d{12}|arn:aws:iam::\d{12}:root)\z", RegexOptions.CultureInvariant)]
    private static partial Regex AccountPattern();

    [GeneratedRegex(@"^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com|api\.aws)\z", RegexOptions.CultureInvariant)]
    private static partial Regex ServicePattern();
}
