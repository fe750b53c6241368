using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using PodIdentity.Lab.Kubernetes.AwsClient;

namespace PodIdentity.Lab.Kubernetes.Pods.Commands.Aws;

/// <summary><c>aws s3 ls</c> and <c>aws s3api list-buckets</c>.</summary>
internal static class S3Commands
{
    public static async Task<string> ListBucketsAsync(AwsSession session, CancellationToken cancellationToken)
    {
        var answer = await GetBucketsAsync(session, cancellationToken);
        return string.Concat(Buckets(answer).Select(bucket => $"{Stamp(bucket.Text("CreationDate"))} {bucket.Text("Name")}\n"));
    }

    /// <summary>Exit code 1 without a word when a key was asked for and nothing matches.</summary>
    public static async Task<string> ListAsync(AwsSession session, string path, bool recursive, CancellationToken cancellationToken)
    {
        var (bucket, prefix) = Split(path);
        if (bucket.Length == 0) return await ListBucketsAsync(session, cancellationToken);

        var lines = new StringBuilder();
        string? next = null;
        do
        {
            var answer = await GetObjectsAsync(session, bucket, prefix, recursive, next, cancellationToken);
            Append(lines, answer, recursive);
            next = answer.Text("IsTruncated") == "true" ? answer.Text("NextContinuationToken") : null;
        }
        while (next is not null);

        if (lines.Length == 0 && prefix.Length > 0) throw new AwsCliException(1, "");
        return lines.ToString();
    }

    public static async Task<string> ListBucketsInDetailAsync(AwsSession session, string output, CancellationToken cancellationToken)
    {
        var answer = await GetBucketsAsync(session, cancellationToken);
        var buckets = Buckets(answer).Select(bucket => (Name: bucket.Text("Name"), Date: Date(bucket.Text("CreationDate")))).ToList();
        var owner = answer.Child("Owner")?.Text("ID") ?? "";
        if (output == "text")
            return string.Concat(buckets.Select(bucket => $"BUCKETS\t{bucket.Date:yyyy-MM-ddTHH:mm:sszzz}\t{bucket.Name}\n")) + $"OWNER\t{owner}\n";

        return CliJson.Write(new JsonObject
        {
            ["Buckets"] = new JsonArray([.. buckets.Select(bucket => new JsonObject
            {
                ["Name"] = bucket.Name,
                ["CreationDate"] = bucket.Date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            })]),
            ["Owner"] = new JsonObject { ["ID"] = owner },
        });
    }

    private static Task<XElement> GetBucketsAsync(AwsSession session, CancellationToken cancellationToken) =>
        session.SendAsync("s3", "ListBuckets", HttpMethod.Get, "/", [], cancellationToken);

    private static Task<XElement> GetObjectsAsync(
        AwsSession session, string bucket, string prefix, bool recursive, string? continuation, CancellationToken cancellationToken)
    {
        List<(string, string)> query = [("list-type", "2"), ("prefix", prefix), ("encoding-type", "url")];
        if (!recursive) query.Add(("delimiter", "/"));
        if (continuation is not null) query.Add(("continuation-token", continuation));
        var target = $"/{Uri.EscapeDataString(bucket)}?{RequestSigner.Query([.. query])}";
        return session.SendAsync("s3", "ListObjectsV2", HttpMethod.Get, target, [], cancellationToken);
    }

    private static void Append(StringBuilder lines, XElement answer, bool fullKeys)
    {
        var isEncoded = answer.Text("EncodingType") == "url";
        foreach (var common in answer.Children("CommonPrefixes"))
            lines.Append(CultureInfo.InvariantCulture, $"{"PRE",30} {Decode(common.Text("Prefix")).TrimEnd('/').Split('/')[^1]}/\n");
        foreach (var entry in answer.Children("Contents"))
        {
            var key = Decode(entry.Text("Key"));
            lines.Append(CultureInfo.InvariantCulture, $"{Stamp(entry.Text("LastModified"))} {entry.Text("Size"),10} {(fullKeys ? key : key.Split('/')[^1])}\n");
        }

        string Decode(string text) => isEncoded ? Uri.UnescapeDataString(text.Replace('+', ' ')) : text;
    }

    private static (string Bucket, string Prefix) Split(string path)
    {
        if (path.StartsWith("s3://", StringComparison.Ordinal)) path = path[5..];
        var slash = path.IndexOf('/');
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    private static IEnumerable<XElement> Buckets(XElement answer) => answer.Child("Buckets")?.Children("Bucket") ?? [];

    private static DateTimeOffset Date(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    // Containers run in UTC.
    private static string Stamp(string text) => Date(text).UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

/// <summary>JSON with four blanks of indentation and nothing escaped that need not be, as the CLI prints it.</summary>
internal static class CliJson
{
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, IndentSize = 4, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(JsonObject value) => value.ToJsonString(Options) + "\n";
}
