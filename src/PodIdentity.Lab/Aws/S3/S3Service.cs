using System.Globalization;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Query;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.S3;

/// <summary>As much of S3 as shows whether a pod may read it. Path style, or the bucket as the first label of the host.</summary>
internal sealed class S3Service(IIam iam, string region) : IAwsService
{
    private const string XmlHeader = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private const string Namespace = " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private static readonly AccessDeniedStyle AccountStyle = new(403, "AccessDenied", NamesResource: false);
    private static readonly AccessDeniedStyle ResourceStyle = new(403, "AccessDenied", NamesResource: true);

    // Sub-resources (?acl, ?location, …) are other operations than the plain request.
    private static readonly HashSet<string> ListParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner", "x-id", "marker",
        "max-buckets", "bucket-region", "partNumber", "versionId",
    };

    public string SigningName => "s3";

    public string? OperationOf(HttpRequest request, byte[] body)
    {
        if (request.Query.Keys.Any(key => !ListParameters.Contains(key) && !key.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase)))
            return null;
        var (bucket, key) = Target(request);
        return (request.Method, bucket, key) switch
        {
            ("GET", null, _) => "ListBuckets",
            ("GET", _, "") => request.Query["list-type"] == "2" ? "ListObjectsV2" : null,
            ("HEAD", not null, "") => "HeadBucket",
            ("GET", _, _) => "GetObject",
            ("HEAD", not null, _) => "HeadObject",
            _ => null,
        };
    }

    public Task<AwsResponse> HandleAsync(AwsRequest request, CancellationToken cancellationToken)
    {
        var (bucket, key) = Target(request.Http.Request);
        return Task.FromResult(OperationOf(request.Http.Request, request.Body) switch
        {
            "ListBuckets" => ListBuckets(request),
            "ListObjectsV2" => ListObjects(request, bucket!),
            "HeadBucket" => HeadBucket(request, bucket!),
            _ => GetObject(request, bucket!, key),
        });
    }

    public AwsException UnknownOperation(HttpRequest request, byte[] body) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        ? new AwsException(501, "NotImplemented", "A header you provided implies functionality that is not implemented.")
        : new AwsException(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");

    public AwsException SignatureError(SignatureException error) => SignatureErrors.S3(error);

    public string UsualCode(int status) => status switch
    {
        403 => "AccessDenied",
        429 or 503 => "SlowDown",
        >= 500 => "InternalError",
        _ => "InvalidRequest",
    };

    public AwsResponse Error(AwsException error, string requestId)
    {
        var xml = new XmlText().Element("Error", body =>
        {
            body.Element("Code", error.Code).Element("Message", error.Message);
            foreach (var (name, value) in error.Details)
                body.Element(name, value);
            body.Element("RequestId", requestId).Element("HostId", HostId(requestId));
        });
        return new AwsResponse(error.Status, "application/xml", XmlHeader + xml) { Headers = IdHeaders(requestId) };
    }

    private AwsResponse ListBuckets(AwsRequest request)
    {
        iam.Authorize(request.Caller, "s3:ListAllMyBuckets", "arn:aws:s3:::*", AccountStyle);
        return Answer(request, "ListAllMyBucketsResult", result => result
            .Element("Owner", owner => owner.Element("ID", Buckets.OwnerId))
            .Element("Buckets", list =>
            {
                foreach (var bucket in Buckets.All)
                    list.Element("Bucket", xml => xml.Element("Name", bucket.Name).Element("CreationDate", Timestamp(bucket.CreationDate)));
            }));
    }

    private AwsResponse ListObjects(AwsRequest request, string name)
    {
        var query = request.Http.Request.Query;
        var prefix = query["prefix"].ToString();
        iam.Authorize(request.Caller, "s3:ListBucket", $"arn:aws:s3:::{name}", ResourceStyle, Keys(("s3:prefix", prefix), ("s3:delimiter", query["delimiter"])));
        var page = ObjectPage.Of(Find(name), prefix, query["delimiter"].ToString(), MaxKeys(query["max-keys"]), After(query));
        var encode = query["encoding-type"] == "url";
        string Shown(string key) => encode ? PercentEncoding.Encode(key, keepSlash: true) : key;
        return Answer(request, "ListBucketResult", result =>
        {
            result.Element("Name", name).Element("Prefix", Shown(prefix)).Element("KeyCount", page.Objects.Count + page.Prefixes.Count)
                .Element("MaxKeys", page.MaxKeys).Element("EncodingType", encode ? "url" : null)
                .Element("Delimiter", query["delimiter"].Count > 0 ? Shown(query["delimiter"].ToString()) : null)
                .Element("IsTruncated", page.Next is not null).Element("NextContinuationToken", page.Next);
            foreach (var item in page.Objects)
            {
                result.Element("Contents", xml => xml.Element("Key", Shown(item.Key)).Element("LastModified", Timestamp(item.LastModified))
                    .Element("ETag", item.ETag).Element("Size", item.Size).Element("StorageClass", "STANDARD"));
            }

            foreach (var common in page.Prefixes)
                result.Element("CommonPrefixes", xml => xml.Element("Prefix", Shown(common)));
        });
    }

    private AwsResponse HeadBucket(AwsRequest request, string name)
    {
        iam.Authorize(request.Caller, "s3:ListBucket", $"arn:aws:s3:::{name}", ResourceStyle);
        Find(name);
        var headers = IdHeaders(request.RequestId);
        headers["x-amz-bucket-region"] = region;
        return new AwsResponse(200, "application/xml", "") { Headers = headers };
    }

    private AwsResponse GetObject(AwsRequest request, string name, string key)
    {
        iam.Authorize(request.Caller, "s3:GetObject", $"arn:aws:s3:::{name}/{key}", ResourceStyle);
        var found = Find(name).Objects.FirstOrDefault(item => item.Key == key)
            ?? throw new AwsException(404, "NoSuchKey", "The specified key does not exist.") { Details = new Dictionary<string, string?> { ["Key"] = key } };
        var headers = IdHeaders(request.RequestId);
        headers["ETag"] = found.ETag;
        headers["Last-Modified"] = found.LastModified.ToString("R", CultureInfo.InvariantCulture);
        if (HttpMethods.IsHead(request.Http.Request.Method))
            headers["Content-Length"] = found.Size.ToString(CultureInfo.InvariantCulture);
        return new AwsResponse(200, "binary/octet-stream", found.Content) { Headers = headers };
    }

    private static Bucket Find(string name) => Buckets.All.FirstOrDefault(bucket => bucket.Name == name)
        ?? throw new AwsException(404, "NoSuchBucket", "The specified bucket does not exist") { Details = new Dictionary<string, string?> { ["BucketName"] = name } };

    private static (string? Bucket, string Key) Target(HttpRequest request)
    {
        var path = (request.Path.Value ?? "/").TrimStart('/');
        var label = request.Host.Host.Split('.')[0];
        if (Buckets.All.Any(bucket => bucket.Name == label))
            return (label, path);
        if (path.Length == 0)
            return (null, "");
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (path, "") : (path[..slash], path[(slash + 1)..]);
    }

    private static int MaxKeys(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 1000;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Math.Min(number, 1000)
            : throw new AwsException(400, "InvalidArgument", "Provided max-keys not an integer or within integer range");
    }

    private static string After(IQueryCollection query)
    {
        if (query["continuation-token"] is not [{ } token])
            return query["start-after"].ToString();
        return ObjectPage.ReadToken(token) ?? throw new AwsException(400, "InvalidArgument", "The continuation token provided is incorrect");
    }

    private static AwsResponse Answer(AwsRequest request, string root, Action<XmlText> content) =>
        new(200, "application/xml", XmlHeader + new XmlText().Element(root, content, Namespace)) { Headers = IdHeaders(request.RequestId) };

    private static Dictionary<string, IReadOnlyList<string>> Keys(params ReadOnlySpan<(string Key, string? Value)> keys)
    {
        var present = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (key, value) in keys)
        {
            if (!string.IsNullOrEmpty(value))
                present[key] = [value];
        }

        return present;
    }

    private static Dictionary<string, string> IdHeaders(string requestId) => new()
    {
        ["x-amz-request-id"] = requestId,
        ["x-amz-id-2"] = HostId(requestId),
    };

    private static string HostId(string requestId) => Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(requestId));

    private static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
