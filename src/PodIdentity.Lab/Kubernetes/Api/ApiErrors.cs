using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Storage;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>The errors of an API server, in its words, and the Status object that carries them.</summary>
internal static class ApiErrors
{
    public static KubernetesException NotFound(ResourceType type, string name) =>
        new(404, "NotFound", $"{type.Qualified} \"{name}\" not found") { Details = Details(type, name) };

    public static KubernetesException AlreadyExists(ResourceType type, string name) =>
        new(409, "AlreadyExists", $"{type.Qualified} \"{name}\" already exists") { Details = Details(type, name) };

    public static KubernetesException BadRequest(string message) => new(400, "BadRequest", message);

    public static KubernetesException Unauthorized() => new(401, "Unauthorized", "Unauthorized");

    public static KubernetesException Expired(string message) => new(410, "Expired", message);

    public static KubernetesException MethodNotAllowed() =>
        new(405, "MethodNotAllowed", "the server does not allow this method on the requested resource");

    public static KubernetesException UnsupportedMediaType(string accepted) =>
        new(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - accepted media types include: {accepted}");

    public static KubernetesException TooLarge(long limit) =>
        new(413, "RequestEntityTooLarge", $"Request entity too large: limit is {limit}");

    /// <summary>Somebody else changed the object in between.</summary>
    public static KubernetesException Conflict(ResourceType type, string name) =>
        Conflict(type, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static KubernetesException Conflict(ResourceType type, string name, string why) =>
        new(409, "Conflict", $"Operation cannot be fulfilled on {type.Qualified} \"{name}\": {why}") { Details = Details(type, name) };

    /// <summary>Refused by admission.</summary>
    public static KubernetesException Forbidden(ResourceType type, string name, string why) =>
        new(403, "Forbidden", $"{type.Qualified} \"{name}\" is forbidden: {why}") { Details = Details(type, name) };

    /// <summary>Refused by validation; one cause a field.</summary>
    public static KubernetesException Invalid(ResourceType type, string name, IReadOnlyList<FieldCause> causes)
    {
        var texts = causes.Select(cause => $"{cause.Field}: {cause.Message}").ToList();
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
            details["group"] = type.Group;
        details["kind"] = type.Kind;
        details["causes"] = new JsonArray([.. causes.Select(cause =>
            new JsonObject { ["reason"] = cause.Reason, ["message"] = cause.Message, ["field"] = cause.Field })]);
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        return new KubernetesException(422, "Invalid", $"{type.QualifiedKind} \"{name}\" is invalid: {all}") { Details = details };
    }

    public static JsonObject Status(KubernetesException error)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = error.Message,
            ["reason"] = error.Reason,
        };
        if (error.Details is not null)
            status["details"] = error.Details.DeepClone();
        status["code"] = error.Code;
        return status;
    }

    /// <summary>The reason that a server gives for a status code when there is no better one.</summary>
    public static string ReasonOf(int code) => code switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        410 => "Expired",
        422 => "Invalid",
        429 => "TooManyRequests",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "InternalError",
    };

    private static JsonObject Details(ResourceType type, string name)
    {
        var details = new JsonObject { ["name"] = name };
        if (type.Group.Length > 0)
            details["group"] = type.Group;
        details["kind"] = type.Plural;
        return details;
    }
}

/// <summary>What is wrong with one field.</summary>
internal sealed record FieldCause(string Reason, string Field, string Message)
{
    public static FieldCause Required(string field, string detail = "") =>
        new("FieldValueRequired", field, detail.Length == 0 ? "Required value" : $"Required value: {detail}");

    public static FieldCause Invalid(string field, string value, string detail) =>
        new("FieldValueInvalid", field, $"Invalid value: {value}: {detail}");

    public static FieldCause Forbidden(string field, string detail) => new("FieldValueForbidden", field, $"Forbidden: {detail}");

    public static FieldCause Duplicate(string field, string value) => new("FieldValueDuplicate", field, $"Duplicate value: \"{value}\"");

    public static FieldCause NotSupported(string field, string value, params ReadOnlySpan<string> supported) =>
        new("FieldValueNotSupported", field, $"Unsupported value: \"{value}\": supported values: \"{string.Join("\", \"", supported!)}\"");
}
