using System.Globalization;
using System.Text;
using PodIdentity.Lab.Aws.Signing;

namespace PodIdentity.Lab.Aws.Query;

/// <summary>The parameters of a Query request: a form in the body, or the query string of a GET.</summary>
internal sealed class QueryParameters
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private QueryParameters()
    {
    }

    public string? this[string name] => _values.TryGetValue(name, out var value) ? value : null;

    public static QueryParameters From(HttpRequest request, byte[] body)
    {
        var parameters = new QueryParameters();
        parameters.Add(request.QueryString.Value?.TrimStart('?') ?? "");
        if (HttpMethods.IsPost(request.Method))
            parameters.Add(Encoding.UTF8.GetString(body));
        return parameters;
    }

    /// <summary>A member that the operation cannot do without.</summary>
    public string Required(string name) => this[name] ?? throw Constraint.Violated(name, null, "Member must not be null");

    /// <summary><c>Name.member.1</c>, <c>Name.member.2</c>, …</summary>
    public IReadOnlyList<string> List(string name)
    {
        var list = new List<string>();
        while (this[Member(name, list.Count + 1)] is { } value)
            list.Add(value);
        return list;
    }

    /// <summary>A list of structures: how many there are, by the member each of them must have.</summary>
    public IReadOnlyList<T> Structures<T>(string name, string member, Func<string, T> read)
    {
        var list = new List<T>();
        while (this[$"{Member(name, list.Count + 1)}.{member}"] is not null)
            list.Add(read(Member(name, list.Count + 1)));
        return list;
    }

    public int Number(string name, int otherwise, int least, int most)
    {
        if (this[name] is not { } text)
            return otherwise;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            throw new AwsException(400, "MalformedInput", $"Invalid Argument: {text} is not an integer");
        if (number < least)
            throw Constraint.Violated(name, text, $"Member must have value greater than or equal to {least}");
        if (number > most)
            throw Constraint.Violated(name, text, $"Member must have value less than or equal to {most}");
        return number;
    }

    private static string Member(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}.member.{index}");

    private void Add(string form)
    {
        foreach (var pair in form.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? pair : pair[..equals];
            var value = equals < 0 ? "" : pair[(equals + 1)..];
            _values[Decode(name)] = Decode(value);
        }
    }

    private static string Decode(string text) => PercentEncoding.DecodeText(text.Replace('+', ' '));
}
