using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Iam;
using PodIdentity.Lab.Aws.Policies;
using PodIdentity.Lab.Aws.Query;

namespace PodIdentity.Lab.Aws.Sts;

/// <summary>The STS Query API.</summary>
internal sealed class StsService : QueryService
{
    private const int SessionPolicySize = 2048;

    // STS packs policy and tags into a token of limited size and tells only percentages; these come near to those people report.
    private const double PackedTagSpace = 430;
    private const double PackedPolicySpace = 4096;

    private readonly IamStore _store;
    private readonly RoleAssumption _assumption;

    public StsService(IamStore store, RoleAssumption assumption)
    {
        (_store, _assumption) = (store, assumption);
        Add(new Dictionary<string, QueryOperation>
        {
            ["GetCallerIdentity"] = request => result => result
                .Element("Arn", request.Caller.Arn).Element("UserId", request.Caller.UserId).Element("Account", request.Caller.AccountId),
            ["AssumeRole"] = AssumeRole,
            [WebIdentity.Operation] = WebIdentity.AssumeRole,
        });
    }

    public override string SigningName => "sts";

    protected override string Version => "2011-06-15";

    public override bool TakesUnsigned(HttpRequest request, byte[] body) => OperationOf(request, body) == WebIdentity.Operation;

    protected override AwsResponse Answer(string action, Action<XmlText>? result, AwsRequest request)
    {
        // The authenticator of EKS asks for JSON.
        var accept = request.Http.Request.Headers.Accept.ToString();
        if (action != "GetCallerIdentity" || !accept.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return base.Answer(action, result, request);
        return AwsResponse.Json(new JsonObject
        {
            ["GetCallerIdentityResponse"] = new JsonObject
            {
                ["GetCallerIdentityResult"] = new JsonObject
                {
                    ["Account"] = request.Caller.AccountId,
                    ["Arn"] = request.Caller.Arn,
                    ["UserId"] = request.Caller.UserId,
                },
                ["ResponseMetadata"] = new JsonObject { ["RequestId"] = request.RequestId },
            },
        }.ToJsonString());
    }

    private Action<XmlText> AssumeRole(QueryRequest request)
    {
        var roleArn = Constraint.Arn("RoleArn", request.Parameters.Required("RoleArn"));
        var asked = ReadSession(request);
        var packed = PackedPercentage(asked);
        if (packed > 100)
            throw new AwsException(400, "PackedPolicyTooLarge", asked.Tags.Count > 0
                ? $"Packed size of session tags consumes {packed}% of allotted space."
                : $"Packed policy consumes {packed}% of allotted space, please use smaller policy.");
        Session session;
        lock (_store.Gate)
        {
            var role = _store.SeenRole(roleArn);
            var refused = role is null ? "sts:AssumeRole" : _assumption.Refusal(request.Caller, role, asked, needsIdentityPolicy: false);
            if (role is null || refused is not null)
                throw new AwsException(403, "AccessDenied", $"User: {request.Caller.Arn} is not authorized to perform: {refused} on resource: {roleArn}");
            if (asked.Duration > LongestFor(request.Caller, role))
                throw TooLong(request.Caller);
            session = _assumption.Issue(role, asked);
        }

        return result => Write(result, session, asked, packed, request.Parameters["SourceIdentity"]);
    }

    private static void Write(XmlText result, Session session, SessionRequest asked, int packed, string? sourceIdentity)
    {
        result.Element("SourceIdentity", sourceIdentity)
            .Element("AssumedRoleUser", user => user.Element("AssumedRoleId", session.AssumedRoleId).Element("Arn", session.AssumedRoleArn))
            .Element("Credentials", credentials => credentials
                .Element("AccessKeyId", session.AccessKeyId)
                .Element("SecretAccessKey", session.SecretAccessKey)
                .Element("SessionToken", session.SessionToken)
                .Element("Expiration", session.Expiration));
        if (asked.SessionPolicy is not null || asked.Tags.Count > 0)
            result.Element("PackedPolicySize", packed);
    }

    private static SessionRequest ReadSession(QueryRequest request)
    {
        var parameters = request.Parameters;
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in parameters.Structures("Tags", "Key", member => (parameters[member + ".Key"]!, parameters[member + ".Value"] ?? "")))
        {
            Constraint.Length("tags.member.key", key, 1, 128);
            Constraint.Length("tags.member.value", value, 0, 256);
            if (!tags.TryAdd(key, value))
                throw new AwsException(400, "InvalidParameterValue", "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            if (request.Caller.TransitiveTagKeys.Contains(key, StringComparer.OrdinalIgnoreCase))
                throw new AwsException(400, "InvalidParameterValue", "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.");
        }

        if (tags.Count > 50)
            throw Constraint.Violated("tags", $"[{string.Join(", ", tags.Keys)}]", "Member must have length less than or equal to 50");
        var externalId = parameters["ExternalId"];
        if (externalId is not null)
            Constraint.Length("externalId", externalId, 2, 1224);
        var asked = new SessionRequest
        {
            SessionName = Constraint.Name("RoleSessionName", parameters.Required("RoleSessionName"), 64, shortest: 2),
            Duration = TimeSpan.FromSeconds(parameters.Number("DurationSeconds", 3600, 900, 43200)),
            Tags = tags,
            TransitiveTagKeys = parameters.List("TransitiveTagKeys"),
            SessionPolicy = ReadPolicy(parameters["Policy"]),
            ExternalId = externalId,
        };
        if (asked.TransitiveTagKeys.FirstOrDefault(key => !tags.ContainsKey(key)) is { } unknown)
            throw new AwsException(400, "InvalidParameterValue", $"The specified transitive tag key must be included in the requested tags. Missing: {unknown}");
        return RoleAssumption.WithInheritedTags(request.Caller, asked);
    }

    private static string? ReadPolicy(string? text)
    {
        if (text is null)
            return null;
        Constraint.Length("policy", text, 1, SessionPolicySize);
        PolicyValidator.ValidateIdentityPolicy(text);
        return text;
    }

    private static int PackedPercentage(SessionRequest asked)
    {
        var tags = asked.Tags.Sum(tag => Encoding.UTF8.GetByteCount(tag.Key) + Encoding.UTF8.GetByteCount(tag.Value) + 4);
        var policy = Encoding.UTF8.GetByteCount(asked.SessionPolicy ?? "");
        return (int)Math.Ceiling(100 * ((tags / PackedTagSpace) + (policy / PackedPolicySpace)));
    }

    private static TimeSpan LongestFor(Caller caller, Role role) =>
        caller.RoleArn is null ? TimeSpan.FromSeconds(role.MaxSessionDuration) : TimeSpan.FromHours(1);

    private static AwsException TooLong(Caller caller) => new(400, "ValidationError", caller.RoleArn is null
        ? "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        : "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining");
}
