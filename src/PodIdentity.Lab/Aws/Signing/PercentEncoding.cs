using System.Text;

namespace PodIdentity.Lab.Aws.Signing;

/// <summary>RFC 3986 encoding over bytes, as SigV4 wants it: whatever bytes come in, the same come out.</summary>
internal static class PercentEncoding
{
    public static string Encode(ReadOnlySpan<byte> bytes, bool keepSlash = false)
    {
        var text = new StringBuilder(bytes.Length + 16);
        foreach (var value in bytes)
        {
            if (IsUnreserved(value) || (keepSlash && value == '/'))
                text.Append((char)value);
            else
                text.Append('%').Append(Hex(value >> 4)).Append(Hex(value & 15));
        }

        return text.ToString();
    }

    public static string Encode(string text, bool keepSlash = false) => Encode(Encoding.UTF8.GetBytes(text), keepSlash);

    /// <summary>A percent sign that begins no escape stays as it is.</summary>
    public static byte[] Decode(string text)
    {
        var raw = Encoding.UTF8.GetBytes(text);
        var count = 0;
        for (var i = 0; i < raw.Length; i++, count++)
        {
            if (raw[i] == '%' && i + 2 < raw.Length && char.IsAsciiHexDigit((char)raw[i + 1]) && char.IsAsciiHexDigit((char)raw[i + 2]))
            {
                raw[count] = (byte)((Digit(raw[i + 1]) << 4) | Digit(raw[i + 2]));
                i += 2;
            }
            else
            {
                raw[count] = raw[i];
            }
        }

        return raw[..count];
    }

    public static string DecodeText(string text) => text.Contains('%', StringComparison.Ordinal) ? Encoding.UTF8.GetString(Decode(text)) : text;

    private static bool IsUnreserved(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~';

    private static char Hex(int digit) => "0123456789ABCDEF"[digit];

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;
}
