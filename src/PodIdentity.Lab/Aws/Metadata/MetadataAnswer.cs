namespace PodIdentity.Lab.Aws.Metadata;

/// <summary>What the metadata service answers. Its errors are web pages.</summary>
internal sealed record MetadataAnswer(int Status, string ContentType, string Body)
{
    public static MetadataAnswer BadRequest { get; } = Page(400, "Bad Request");

    public static MetadataAnswer Unauthorized { get; } = Page(401, "Unauthorized");

    public static MetadataAnswer Forbidden { get; } = Page(403, "Forbidden");

    public static MetadataAnswer NotFound { get; } = Page(404, "Not Found");

    public static MetadataAnswer NotAllowed { get; } = Page(405, "Method Not Allowed");

    public static MetadataAnswer Text(string body) => new(200, "text/plain", body);

    private static MetadataAnswer Page(int status, string reason) => new(
        status, "text/html", $"<html><head><title>{status} - {reason}</title></head><body><h1>{status} - {reason}</h1></body></html>\n");
}
