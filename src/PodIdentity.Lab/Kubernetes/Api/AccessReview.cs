using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>What <c>kubectl auth can-i</c> asks.</summary>
internal static class AccessReview
{
    public static JsonObject Answer(KubernetesUser user, JsonObject review)
    {
        var resource = review.At("spec", "resourceAttributes");
        var path = review.At("spec", "nonResourceAttributes");
        if (resource is not null == path is not null)
        {
            throw ApiErrors.Invalid(ResourceType.AccessReviews, "", [FieldCause.Invalid("spec.resourceAttributes", "null",
                "exactly one of nonResourceAttributes or resourceAttributes must be specified")]);
        }
        var allowed = resource is not null ? AllowsResource(user, resource) : Access.AllowsPath(user, path.Text("verb") ?? "");
        var status = new JsonObject { ["allowed"] = allowed };
        if (allowed)
            status["reason"] = "EKS Access Policy: allowed by the caller's access entry";
        review["status"] = status;
        review.Child("metadata")["creationTimestamp"] = null;
        return review;
    }

    private static bool AllowsResource(KubernetesUser user, JsonNode attributes) => Access.Allows(
        user,
        attributes.Text("verb") ?? "",
        Access.QualifiedResource(attributes.Text("group") ?? "", attributes.Text("resource") ?? "", attributes.Text("subresource")),
        attributes.Text("namespace") is { Length: > 0 } @namespace ? @namespace : null);
}
