using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Texts in a program's log that tell what is wrong with its use of AWS.</summary>
internal static partial class LogSymptoms
{
    private static readonly (Regex Text, Cause Cause, bool Certain)[] Known =
    [
        (OnlyLoopback(), Causes.GoSdkTooOld, true),
        (NotValidHostname(), Causes.JavaScriptSdkTooOld, true),
        (UnsupportedHost(), Causes.AwsCliTooOld, true),
        (InvalidHost(), Causes.JavaSdkRefusesIPv6, true),
        (MissingInConfig(), Causes.JavaScriptV2SdkTooOld, true),
        (TokenUnparsable(), Causes.TokenSentWithScheme, true),
        (PackedSize(), Causes.SessionTagsTooLarge, true),
        // A program may have done so at its start, and be well now.
        (NodeRole(), Causes.PodUsesNodeRole, false),
    ];

    /// <summary>The causes that a log names, each once. Only the telling words are quoted: the rest of a line is the application's own.</summary>
    public static IEnumerable<PodProblem> In(string log, string container, string roleName) =>
        from known in Known
        let match = known.Text.Match(log)
        where match.Success
        select new PodProblem(known.Cause, $"logged \"{Errors.Shown(match.Value)}\".", container, known.Certain) { Values = [("RoleName", roleName)] };

    [GeneratedRegex(@"invalid endpoint host, ""[^""\n]{1,60}"", only loopback hosts are allowed")]
    private static partial Regex OnlyLoopback();

    [GeneratedRegex(@"\S{1,60} is not a valid container metadata service hostname")]
    private static partial Regex NotValidHostname();

    [GeneratedRegex(@"Unsupported host '(?:169\.254\.170\.23|fd00:ec2::23)'")]
    private static partial Regex UnsupportedHost();

    [GeneratedRegex("AWS_CONTAINER_CREDENTIALS_FULL_URI has an invalid host")]
    private static partial Regex InvalidHost();

    [GeneratedRegex("Missing credentials in config")]
    private static partial Regex MissingInConfig();

    [GeneratedRegex(@"Service account token cannot be parsed: token is malformed[^\n]{0,80}")]
    private static partial Regex TokenUnparsable();

    [GeneratedRegex(@"Packed size of session tags consumes \d+% of allotted space|PackedPolicyTooLarge(?:Exception)?")]
    private static partial Regex PackedSize();

    [GeneratedRegex(@"no EC2 IMDS role found|:assumed-role/[\w+=,.@-]{1,64}/i-[0-9a-f]{8,17}")]
    private static partial Regex NodeRole();
}
