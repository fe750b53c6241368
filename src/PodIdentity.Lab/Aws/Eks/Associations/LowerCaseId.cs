using System.Security.Cryptography;

namespace PodIdentity.Lab.Aws.Eks.Associations;

/// <summary>Random identifiers of lower case letters and digits.</summary>
internal static class LowerCaseId
{
    public static string Make(int length) => RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", length);
}
