using System.Reflection;

namespace PodIdentity;

/// <summary>All that is known to go wrong with EKS Pod Identity, one file for each link of the chain.</summary>
public static partial class Causes
{
    // Found on first use: the fields of other files may be set later than this one.
    private static readonly Lazy<IReadOnlyList<Cause>> Found = new(Find);

    /// <summary>Every cause, in the order of the chain.</summary>
    public static IReadOnlyList<Cause> All => Found.Value;

    private static List<Cause> Find() =>
    [
        .. typeof(Causes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Cause))
            .Select(field => (Cause)field.GetValue(null)!)
            .OrderBy(cause => Chain.Links.ToList().IndexOf(cause.Link)),
    ];
}
