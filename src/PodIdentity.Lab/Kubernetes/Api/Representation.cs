using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Tables;

namespace PodIdentity.Lab.Kubernetes.Api;

/// <summary>How a client wants objects: as they are, as rows of a table, or only their metadata.</summary>
internal sealed class Representation
{
    private enum Form { Whole, Table, Metadata }

    private readonly ResourceType _type;
    private readonly Form _form;
    private readonly string _include;
    private readonly DateTimeOffset _now;

    private Representation(ResourceType type, Form form, string include, DateTimeOffset now) =>
        (_type, _form, _include, _now) = (type, form, include, now);

    public static Representation Of(ResourceType type, HttpRequest request, DateTimeOffset now) =>
        new(type, FormOf(request.Headers.Accept.ToString()), request.Query["includeObject"].ToString(), now);

    /// <summary>The first acceptable form wins, as clients list them in order of liking.</summary>
    private static Form FormOf(string accept)
    {
        if (accept.Length == 0)
            return Form.Whole;
        foreach (var part in accept.Split(','))
        {
            if (part.Contains("as=Table", StringComparison.Ordinal) && !part.Contains("v=v1beta1", StringComparison.Ordinal))
                return Form.Table;
            if (part.Contains("as=PartialObjectMetadata", StringComparison.Ordinal) && !part.Contains("protobuf", StringComparison.Ordinal))
                return Form.Metadata;
            var media = part.Split(';')[0].Trim();
            if (media is "application/json" or "*/*" or "application/*" && !part.Contains("as=", StringComparison.Ordinal))
                return Form.Whole;
        }
        return Form.Whole;
    }

    public JsonObject One(JsonObject value) => _form switch
    {
        Form.Table => Table([value], new JsonObject { ["resourceVersion"] = value.Text("metadata", "resourceVersion") }, withColumns: true),
        Form.Metadata => MetadataOf(value),
        _ => value,
    };

    public JsonObject List(IReadOnlyList<JsonObject> items, JsonObject listMetadata) => _form switch
    {
        Form.Table => Table(items, listMetadata, withColumns: true),
        Form.Metadata => ListOf("PartialObjectMetadataList", "meta.k8s.io/v1", listMetadata, items.Select(MetadataOf)),
        _ => ListOf($"{_type.Kind}List", _type.ApiVersion, listMetadata, items.Select(Untyped)),
    };

    /// <summary>The object of a watch event; only the first table of a watch carries its columns.</summary>
    public JsonObject Event(JsonObject value, bool first) => _form == Form.Table
        ? Table([value], new JsonObject { ["resourceVersion"] = value.Text("metadata", "resourceVersion") }, first)
        : One(value);

    public JsonObject Bookmark(long version, bool initialEventsEnd)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture), ["creationTimestamp"] = null };
        if (initialEventsEnd)
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        return _form switch
        {
            Form.Table => Table([], metadata, withColumns: false),
            Form.Metadata => new JsonObject { ["kind"] = "PartialObjectMetadata", ["apiVersion"] = "meta.k8s.io/v1", ["metadata"] = metadata },
            _ => new JsonObject { ["kind"] = _type.Kind, ["apiVersion"] = _type.ApiVersion, ["metadata"] = metadata },
        };
    }

    private JsonObject Table(IReadOnlyList<JsonObject> items, JsonObject metadata, bool withColumns)
    {
        var columns = TableColumns.Of(_type);
        return new JsonObject
        {
            ["kind"] = "Table",
            ["apiVersion"] = "meta.k8s.io/v1",
            ["metadata"] = metadata,
            ["columnDefinitions"] = withColumns ? new JsonArray([.. columns.Select(column => column.Definition())]) : null,
            ["rows"] = new JsonArray([.. items.Select(item => Row(columns, item))]),
        };
    }

    private JsonObject Row(IReadOnlyList<TableColumn> columns, JsonObject item)
    {
        var row = new JsonObject { ["cells"] = new JsonArray([.. columns.Select(column => column.Cell(item, _now))]) };
        if (_include != "None")
            row["object"] = _include == "Object" ? item : MetadataOf(item);
        return row;
    }

    private static JsonObject MetadataOf(JsonObject value) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = value["metadata"]?.DeepClone(),
    };

    private static JsonObject ListOf(string kind, string apiVersion, JsonObject metadata, IEnumerable<JsonObject> items) => new()
    {
        ["kind"] = kind,
        ["apiVersion"] = apiVersion,
        ["metadata"] = metadata,
        ["items"] = new JsonArray([.. items]),
    };

    /// <summary>In a list, the list's own kind speaks for its items.</summary>
    private static JsonObject Untyped(JsonObject value)
    {
        value.Remove("kind");
        value.Remove("apiVersion");
        return value;
    }
}
