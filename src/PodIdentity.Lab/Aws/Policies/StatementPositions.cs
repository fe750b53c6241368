using System.Text.Json;

namespace PodIdentity.Lab.Aws.Policies;

/// <summary>Where each statement stands in the text of a policy, for the simulator's MatchedStatements.</summary>
internal static class StatementPositions
{
    public static List<(TextPosition Start, TextPosition End)> Find(byte[] json)
    {
        var positions = new List<(TextPosition, TextPosition)>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("Statement"))
                continue;
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
            {
                positions.Add(Span(json, ref reader));
                continue;
            }

            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                positions.Add(Span(json, ref reader));
        }

        return positions;
    }

    private static (TextPosition Start, TextPosition End) Span(byte[] json, ref Utf8JsonReader reader)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (Position(json, start), Position(json, (int)reader.BytesConsumed));
    }

    private static TextPosition Position(byte[] json, int offset)
    {
        var before = json.AsSpan(0, offset);
        return new TextPosition(before.Count((byte)'\n') + 1, offset - before.LastIndexOf((byte)'\n'));
    }
}
