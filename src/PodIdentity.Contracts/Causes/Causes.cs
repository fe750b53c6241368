using System.Reflection;

namespace PodIdentity;

/// <summary>All that is known to go wrong with EKS Pod Identity, one file for each link of the chain.</summary>
public static partial class Causes
{
    /// <summary>Every cause, in the order of the chain.</summary>
    // Not kept in a field: that would be filled before the causes of files that the compiler takes later.
    public static IReadOnlyList<Cause> All =>
    [
        .. typeof(Causes).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(member => member.FieldType == typeof(Cause))
            .Select(member => (Cause)member.GetValue(null)!)
            .OrderBy(cause => Chain.Links.ToList().IndexOf(cause.Link)),
    ];
}
