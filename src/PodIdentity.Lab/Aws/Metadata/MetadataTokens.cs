using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PodIdentity.Lab.Aws.Metadata;

/// <summary>Session tokens of the metadata service: an instance and an end, signed, so that nothing has to be remembered.</summary>
internal sealed class MetadataTokens(Func<DateTimeOffset> now)
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    public string Issue(string instanceId, TimeSpan lifetime)
    {
        var end = (now() + lifetime).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        return Base64Url.EncodeToString([.. Sign(instanceId, end), .. Encoding.ASCII.GetBytes(end)]);
    }

    public bool IsValid(string token, string instanceId)
    {
        if (!Base64Url.IsValid(token))
            return false;
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length <= HMACSHA256.HashSizeInBytes)
            return false;
        var end = Encoding.ASCII.GetString(bytes.AsSpan(HMACSHA256.HashSizeInBytes));
        return CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, HMACSHA256.HashSizeInBytes), Sign(instanceId, end))
            && long.Parse(end, CultureInfo.InvariantCulture) > now().ToUnixTimeMilliseconds();
    }

    private byte[] Sign(string instanceId, string end) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{instanceId}/{end}"));
}
