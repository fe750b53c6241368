using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PodIdentity.Lab.Kubernetes.Api.Objects;

/// <summary>The rules a server holds objects to; breaking them is 422 Invalid with a cause for each field.</summary>
internal static partial class Validation
{
    private const string LabelText = "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";
    private const string SubdomainText = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    private const string LabelValueText = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
    private const string QualifiedText = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    [GeneratedRegex(@"\A(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?\z")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\A([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex QualifiedName();

    public static void Check(ResourceType type, JsonObject value)
    {
        var causes = new List<FieldCause>();
        CheckMetadata(type, value, causes);
        if (type == ResourceType.Pods)
            PodValidation.Check(value.At("spec"), "spec", causes);
        else if (type.Group == "apps")
            CheckWorkload(type, value, causes);
        else if (type == ResourceType.Events)
            CheckEvent(value, causes);
        if (causes.Count > 0)
            throw ApiErrors.Invalid(type, value.Name(), causes);
    }

    /// <summary>What must not change once the object exists.</summary>
    public static void CheckUpdate(ResourceType type, JsonObject before, JsonObject after)
    {
        var causes = new List<FieldCause>();
        if (type == ResourceType.Pods)
            PodValidation.CheckUpdate(before, after, causes);
        else if (type.Group == "apps" && !JsonNode.DeepEquals(before.At("spec", "selector"), after.At("spec", "selector")))
            causes.Add(FieldCause.Invalid("spec.selector", after.At("spec", "selector")?.ToJsonString() ?? "null", "field is immutable"));
        if (causes.Count > 0)
            throw ApiErrors.Invalid(type, after.Name(), causes);
    }

    public static bool IsLabel(string text) => text.Length <= 63 && Label().IsMatch(text);

    public static FieldCause NotALabel(string field, string value) => FieldCause.Invalid(field, Quote(value), LabelText);

    public static string Quote(string text) => JsonValue.Create(text)!.ToJsonString();

    private static void CheckMetadata(ResourceType type, JsonObject value, List<FieldCause> causes)
    {
        var name = value.Name();
        if (name.Length == 0)
        {
            causes.Add(FieldCause.Required("metadata.name", "name or generateName is required"));
        }
        else if (type == ResourceType.Namespaces)
        {
            if (!Label().IsMatch(name))
                causes.Add(NotALabel("metadata.name", name));
            if (name.Length > 63)
                causes.Add(FieldCause.Invalid("metadata.name", Quote(name), "must be no more than 63 characters"));
        }
        else
        {
            if (!Subdomain().IsMatch(name))
                causes.Add(FieldCause.Invalid("metadata.name", Quote(name), SubdomainText));
            if (name.Length > 253)
                causes.Add(FieldCause.Invalid("metadata.name", Quote(name), "must be no more than 253 characters"));
        }
        CheckLabels(value.At("metadata", "labels"), "metadata.labels", causes);
        foreach (var (key, _) in value.Map("metadata", "annotations"))
        {
            if (!QualifiedName().IsMatch(key.ToLowerInvariant()))
                causes.Add(FieldCause.Invalid("metadata.annotations", Quote(key), QualifiedText));
        }
        foreach (var (owner, index) in value.Items("metadata", "ownerReferences").Select((owner, index) => (owner, index)))
        {
            foreach (var field in (string[])["apiVersion", "kind", "name", "uid"])
            {
                if (string.IsNullOrEmpty(owner.Text(field)))
                    causes.Add(FieldCause.Invalid($"metadata.ownerReferences[{index}].{field}", "\"\"", $"{field} must not be empty"));
            }
        }
    }

    private static void CheckLabels(JsonNode? labels, string field, List<FieldCause> causes)
    {
        foreach (var (key, label) in labels.Map())
        {
            if (!QualifiedName().IsMatch(key))
                causes.Add(FieldCause.Invalid(field, Quote(key), QualifiedText));
            if (!LabelValue().IsMatch(label))
                causes.Add(FieldCause.Invalid(field, Quote(label), LabelValueText));
            else if (label.Length > 63)
                causes.Add(FieldCause.Invalid(field, Quote(label), "must be no more than 63 characters"));
        }
    }

    private static void CheckWorkload(ResourceType type, JsonObject value, List<FieldCause> causes)
    {
        var spec = value.At("spec");
        if (spec.Number("replicas") is < 0)
            causes.Add(FieldCause.Invalid("spec.replicas", spec.Number("replicas").ToString()!, "must be greater than or equal to 0"));
        var selector = spec.At("selector");
        var labels = spec.At("template", "metadata", "labels");
        if (selector is null)
            causes.Add(FieldCause.Required("spec.selector"));
        else if (!selector.Map("matchLabels").Any() && !selector.Items("matchExpressions").Any())
            causes.Add(FieldCause.Invalid("spec.selector", "{}", $"empty selector is invalid for {type.Kind[..1].ToLowerInvariant()}{type.Kind[1..]}"));
        else if (!LabelSelector.Matches(selector, labels))
            causes.Add(FieldCause.Invalid("spec.template.metadata.labels", labels?.ToJsonString() ?? "null", "`selector` does not match template `labels`"));
        CheckLabels(labels, "spec.template.labels", causes);
        PodValidation.Check(spec.At("template", "spec"), "spec.template.spec", causes);
        if (spec.Text("template", "spec", "restartPolicy") is { } policy and not "Always")
            causes.Add(FieldCause.NotSupported("spec.template.spec.restartPolicy", policy, "Always"));
    }

    private static void CheckEvent(JsonObject value, List<FieldCause> causes)
    {
        var involved = value.Text("involvedObject", "namespace") ?? "";
        if (involved != value.Namespace() && !(involved.Length == 0 && value.Namespace() == "default"))
            causes.Add(FieldCause.Invalid("involvedObject.namespace", Quote(involved), "does not match event.namespace"));
    }
}
