using System.Reflection;

namespace PodIdentity;

/// <summary>All that is known to go wrong with EKS Pod Identity, one file for each link of the chain.</summary>
public static partial class Causes
{
    // Lazy: the fields of the other files may be set later than those of this one.
    private static readonly Lazy<IReadOnlyList<Cause>> Everything = new(() =>
    [
        .. typeof(Causes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(Cause))
            .Select(field => (Cause)field.GetValue(null)!)
            .OrderBy(cause => Chain.Links.ToList().IndexOf(cause.Link)),
    ]);

    /// <summary>Every cause, in the order of the chain.</summary>
    public static IReadOnlyList<Cause> All => Everything.Value;
}
