using System.Text.RegularExpressions;

namespace PodIdentity.Engine.Aws;

/// <summary>The rules for names of S3 buckets.</summary>
/// <seealso href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"/>
internal static partial class BucketName
{
    /// <summary>3 to 63 lower-case letters, digits, <c>-</c> and single <c>.</c>; not an IP address.</summary>
    public static string Require(string value) => Pattern().IsMatch(value) && !value.Contains("..", StringComparison.Ordinal) && !AddressPattern().IsMatch(value)
        ? value
        : throw Errors.Invalid(
            "Bucket", value, "the name of an S3 bucket",
            "Use the bucket's bare name: 3 to 63 lower-case letters, digits, '-' or '.', starting and ending with a letter or digit; no s3://, ARN or key.");

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A\d{1,3}(\.\d{1,3}){3}\z")]
    private static partial Regex AddressPattern();
}
