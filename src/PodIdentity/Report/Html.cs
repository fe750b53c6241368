using System.Xml.Linq;

namespace PodIdentity.Report;

/// <summary>The elements that the report is made of. LINQ to XML encodes all text and attributes.</summary>
internal static class Html
{
    public static readonly XNamespace Namespace = "http://www.w3.org/1999/xhtml";

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Element(string name, params object?[] content) => new(Namespace + name, content);

    /// <summary>An element that never gets the form <c>&lt;name /&gt;</c>, which HTML does not have for it.</summary>
    public static XElement Text(string name, string text, params object?[] content) => new(Namespace + name, content, text);

    public static XAttribute Class(string names) => new("class", names);

    /// <summary>The name of a state for style sheets.</summary>
    public static string ClassOf(CheckStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>A state as a shape, so that colour is not all that tells it. The word stands beside it.</summary>
    public static XElement Icon(CheckStatus status) => new(
        Svg + "svg",
        Class("icon"),
        new XAttribute("viewBox", "0 0 24 24"),
        new XAttribute("aria-hidden", "true"),
        Shape(status).Select(path => new XElement(Svg + "path", new XAttribute("d", path))));

    /// <summary>The state in shape and word.</summary>
    public static XElement Badge(CheckStatus status) => Element("span", Class($"badge {ClassOf(status)}"), Icon(status), Text("span", status.ToString()));

    private static string[] Shape(CheckStatus status) => status switch
    {
        // Circle and tick; octagon and cross; triangle and exclamation mark; circle and dash.
        CheckStatus.Passed => ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M7 12.5l3.5 3.5L17 9"],
        CheckStatus.Failed => ["M8 2h8l6 6v8l-6 6H8l-6-6V8z", "M8.5 8.5l7 7M15.5 8.5l-7 7"],
        CheckStatus.Warning => ["M12 3L22 21H2z", "M12 9.5v5M12 17.5v.5"],
        _ => ["M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z", "M8 12h8"],
    };
}
