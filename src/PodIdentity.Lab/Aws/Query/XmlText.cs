using System.Globalization;
using System.Text;

namespace PodIdentity.Lab.Aws.Query;

/// <summary>Writes the XML of the Query and S3 protocols. Characters that XML 1.0 cannot hold are left out.</summary>
internal sealed class XmlText
{
    private readonly StringBuilder _text = new();

    public XmlText Text(string text)
    {
        AppendEscaped(text);
        return this;
    }

    /// <summary>An element with text; nothing when the text is null, as AWS leaves unset members out.</summary>
    public XmlText Element(string name, string? text)
    {
        if (text is null)
            return this;
        _text.Append('<').Append(name).Append('>');
        AppendEscaped(text);
        _text.Append("</").Append(name).Append('>');
        return this;
    }

    public XmlText Element(string name, bool value) => Element(name, value ? "true" : "false");

    public XmlText Element(string name, long value) => Element(name, value.ToString(CultureInfo.InvariantCulture));

    public XmlText Element(string name, DateTimeOffset time) => Element(name, Timestamp(time));

    public XmlText Element(string name, Action<XmlText> content, string attributes = "")
    {
        _text.Append('<').Append(name).Append(attributes).Append('>');
        content(this);
        _text.Append("</").Append(name).Append('>');
        return this;
    }

    public XmlText List<T>(string name, IEnumerable<T> items, Action<XmlText, T> item) =>
        Element(name, list =>
        {
            foreach (var each in items)
                list.Element("member", member => item(member, each));
        });

    /// <summary>Whole seconds: IAM and STS show no fractions.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();

    private void AppendEscaped(string text)
    {
        foreach (var character in text)
        {
            switch (character)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '"': _text.Append("&quot;"); break;
                case '\r': _text.Append("&#13;"); break;
                case '\n' or '\t': _text.Append(character); break;
                case < ' ' or '\uFFFE' or '\uFFFF': break;
                default: _text.Append(character); break;
            }
        }
    }
}
