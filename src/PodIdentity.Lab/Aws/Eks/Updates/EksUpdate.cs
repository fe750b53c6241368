using System.Text.Json.Nodes;
using PodIdentity.Lab.Aws.Eks.Addons;
using PodIdentity.Lab.Aws.Eks.Protocol;

namespace PodIdentity.Lab.Aws.Eks.Updates;

/// <summary>An update of an add-on.</summary>
internal sealed class EksUpdate(string addonName, IReadOnlyList<(string Type, string Value)> parameters, DateTimeOffset createdAt)
{
    public string Id { get; } = Guid.NewGuid().ToString();

    public string AddonName { get; } = addonName;

    /// <summary>InProgress, Successful or Failed.</summary>
    public string Status { get; private set; } = "InProgress";

    private IReadOnlyList<AddonIssue> Errors { get; set; } = [];

    public void Succeed() => Status = "Successful";

    public void Fail(IReadOnlyList<AddonIssue> errors)
    {
        Status = "Failed";
        Errors = errors;
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["status"] = Status,
        ["type"] = "AddonUpdate",
        ["params"] = new JsonArray([.. parameters.Select(p => new JsonObject { ["type"] = p.Type, ["value"] = p.Value })]),
        ["createdAt"] = EksJson.Time(createdAt),
        ["errors"] = new JsonArray([.. Errors.Select(e => new JsonObject
        {
            ["errorCode"] = e.Code,
            ["errorMessage"] = e.Message,
            ["resourceIds"] = EksJson.Strings(e.ResourceIds),
        })]),
    };
}
