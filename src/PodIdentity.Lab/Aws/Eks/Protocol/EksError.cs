using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Aws.Eks.Protocol;

/// <summary>The errors of the EKS API with their statuses, and the form they have on the wire.</summary>
internal static class EksError
{
    private static readonly Dictionary<string, string[]> Members = new(StringComparer.Ordinal)
    {
        ["InvalidParameterException"] = ["clusterName", "nodegroupName", "fargateProfileName", "addonName", "subscriptionId"],
        ["ResourceNotFoundException"] = ["clusterName", "nodegroupName", "fargateProfileName", "addonName", "subscriptionId"],
        ["InvalidRequestException"] = ["clusterName", "nodegroupName", "addonName", "subscriptionId"],
        ["ClientException"] = ["clusterName", "nodegroupName", "addonName", "subscriptionId"],
        ["ServerException"] = ["clusterName", "nodegroupName", "addonName", "subscriptionId"],
        ["ResourceInUseException"] = ["clusterName", "nodegroupName", "addonName"],
        ["ResourceLimitExceededException"] = ["clusterName", "nodegroupName", "subscriptionId"],
        ["ThrottlingException"] = ["clusterName"],
    };

    public static AwsException InvalidParameter(string message, string? cluster = null, string? addon = null) =>
        Make(400, "InvalidParameterException", message, cluster, addon);

    public static AwsException InvalidRequest(string message, string? cluster = null, string? addon = null) =>
        Make(400, "InvalidRequestException", message, cluster, addon);

    public static AwsException NotFound(string message, string? cluster = null, string? addon = null) =>
        Make(404, "ResourceNotFoundException", message, cluster, addon);

    public static AwsException InUse(string message, string? cluster = null, string? addon = null) =>
        Make(409, "ResourceInUseException", message, cluster, addon);

    public static AwsException LimitExceeded(string message, string? cluster = null) =>
        Make(400, "ResourceLimitExceededException", message, cluster);

    /// <summary>The tag operations have errors of their own.</summary>
    public static AwsException TagNotFound(string message) => new(404, "NotFoundException", message);

    public static AwsException BadRequest(string message) => new(400, "BadRequestException", message);

    /// <summary>All members of the error's type, null where nothing is known: so EKS answers.</summary>
    public static AwsResponse Write(AwsException error)
    {
        var body = new JsonObject();
        foreach (var member in Members.GetValueOrDefault(error.Code, []))
            body[member] = error.Details.GetValueOrDefault(member);
        body["message"] = error.Message;
        return new AwsResponse(error.Status, "application/json", EksJson.Write(body))
        {
            Headers = new Dictionary<string, string> { ["x-amzn-ErrorType"] = error.Code },
        };
    }

    private static AwsException Make(int status, string code, string message, string? cluster, string? addon = null) =>
        new(status, code, message) { Details = new Dictionary<string, string?> { ["clusterName"] = cluster, ["addonName"] = addon } };
}
