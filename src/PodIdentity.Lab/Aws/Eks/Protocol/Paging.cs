using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace PodIdentity.Lab.Aws.Eks.Protocol;

/// <summary>One page of a listing, and the token that leads to the next.</summary>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextToken);

/// <summary>Paging by the key of the last item seen, so that pages stay right while items come and go.</summary>
internal static class Paging
{
    private const int MostPerPage = 100;

    /// <summary>The page that a call asks for.</summary>
    /// <param name="call">Has <c>maxResults</c> and <c>nextToken</c> in its query.</param>
    /// <param name="items">Everything, in the ordinal order of its keys.</param>
    /// <param name="keyOf">An item's key.</param>
    /// <param name="filters">What else the call asked for; a token is good for the same question only.</param>
    public static Page<T> Take<T>(EksCall call, IEnumerable<T> items, Func<T, string> keyOf, params string?[] filters)
    {
        var size = PageSize(call.Query("maxResults"));
        var question = $"{call.Operation}\n{string.Join('\t', filters)}";
        var after = After(call.Query("nextToken"), question);

        var page = new List<T>();
        foreach (var item in items)
        {
            if (after is not null && string.CompareOrdinal(keyOf(item), after) <= 0)
                continue;
            if (page.Count == size)
                return new Page<T>(page, Token(question, keyOf(page[^1])));
            page.Add(item);
        }

        return new Page<T>(page, null);
    }

    private static int PageSize(string? maxResults)
    {
        if (maxResults is null)
            return MostPerPage;
        if (int.TryParse(maxResults, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1 and <= MostPerPage)
            return size;
        throw EksError.InvalidParameter($"maxResults needs to be between 1 and {MostPerPage}");
    }

    private static string Token(string question, string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{question}\n{key}"));

    private static string? After(string? token, string question)
    {
        if (string.IsNullOrEmpty(token))
            return null;
        if (Base64Url.IsValid(token))
        {
            var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token));
            if (text.StartsWith(question + "\n", StringComparison.Ordinal))
                return text[(question.Length + 1)..];
        }

        throw EksError.InvalidParameter("The parameter nextToken is invalid.");
    }
}
