using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PodIdentity.Help;

/// <summary>The doc comments of an assembly, as the compiler writes them.</summary>
internal sealed partial class DocComments(XDocument document)
{
    private readonly Dictionary<string, XElement> _members =
        document.Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, StringComparer.Ordinal);

    /// <summary>Comment of a type.</summary>
    public XElement Of(Type type) => Find("T:" + type.FullName);

    /// <summary>Comment of a property, on the type that declares it.</summary>
    public XElement Of(Type type, string property) =>
        Find($"P:{type.GetProperty(property)!.DeclaringType!.FullName}.{property}");

    /// <summary>Text of an element in one line; empty when there is no such element.</summary>
    public static string Text(XElement? element) =>
        element is null ? "" : WhiteSpace().Replace(string.Concat(element.Nodes().Select(Plain)), " ").Trim();

    /// <summary>The paragraphs of an element, or all its text as one.</summary>
    public static IReadOnlyList<string> Paragraphs(XElement? element) => element switch
    {
        null => [],
        _ when element.Elements("para").Any() => [.. element.Elements("para").Select(Text)],
        _ => [Text(element)],
    };

    private XElement Find(string id) =>
        _members.GetValueOrDefault(id) ?? throw new InvalidOperationException($"{id} has no doc comment.");

    private static string Plain(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "paramref" } link => ((string?)link.Attributes().First())!.Split('.', ':')[^1],
        XElement element => string.Concat(element.Nodes().Select(Plain)),
        _ => "",
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
