using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Aws.S3;

internal sealed record Bucket(string Name, DateTimeOffset CreationDate, IReadOnlyList<StoredObject> Objects);

internal sealed record StoredObject(string Key, string Content, DateTimeOffset LastModified)
{
    /// <summary>S3's ETag of a simple upload is the MD5 of its content.</summary>
    public string ETag { get; } =
#pragma warning disable CA5351 // Not for security: clients compare it with what they computed.
        $"\"{Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(Content)))}\"";
#pragma warning restore CA5351

    public int Size { get; } = Encoding.UTF8.GetByteCount(Content);
}

/// <summary>The account's buckets. Nothing changes them.</summary>
internal static class Buckets
{
    public static readonly string OwnerId = Convert.ToHexStringLower(SHA256.HashData("lab"u8));

    public static readonly IReadOnlyList<Bucket> All =
    [
        new("eksdemo1-app-assets", Day(2025, 3, 4), [Object("css/site.css", "body { font-family: sans-serif; }\n"), Object("index.html", "<!doctype html><title>eksdemo1</title>\n")]),
        new("eksdemo1-backups", Day(2025, 5, 19), [Object("2026/01/etcd.json", "{\"kept\":30}\n"), Object("2026/02/etcd.json", "{\"kept\":28}\n"), Object("README.txt", "Nightly, kept for a year.\n")]),
        new("eksdemo1-logs", Day(2025, 8, 27), [Object("app/2026-02-01.log", "started\nready\n")]),
    ];

    private static DateTimeOffset Day(int year, int month, int day) => new(year, month, day, 8, 30, 11, TimeSpan.Zero);

    private static StoredObject Object(string key, string content) => new(key, content, new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero));
}
