using System.Reflection;

namespace PodIdentity.Help;

/// <summary>What the caller of a cmdlet must be allowed to do, from the attributes <c>RequiresIam</c> and <c>RequiresKubernetes</c> of its class.</summary>
internal static class RequiredPermissions
{
    /// <summary>One line for IAM, one for Kubernetes.</summary>
    public static IEnumerable<string> Of(Type cmdlet)
    {
        var attributes = cmdlet.GetCustomAttributesData();
        yield return "Required IAM actions: " + Join(", ", Named("RequiresIamAttribute").Select(a => Argument<string>(a, 0) + Condition(a)));
        yield return "Required Kubernetes permissions: " + Join("; ", Named("RequiresKubernetesAttribute").Select(a => $"{Verbs(a)} {Argument<string>(a, 0)}{Scope(a)}{Condition(a)}"));

        IEnumerable<CustomAttributeData> Named(string name) => attributes.Where(a => a.AttributeType.Name == name);
    }

    private static string Verbs(CustomAttributeData attribute) =>
        string.Join(", ", Argument<IReadOnlyCollection<CustomAttributeTypedArgument>>(attribute, 1).Select(verb => (string)verb.Value!));

    private static string Scope(CustomAttributeData attribute) => Option(attribute, "ClusterWide") is true ? " in all namespaces" : "";

    private static string Condition(CustomAttributeData attribute) => Option(attribute, "When") is string when ? $" ({when})" : "";

    private static T Argument<T>(CustomAttributeData attribute, int index) => (T)attribute.ConstructorArguments[index].Value!;

    private static object? Option(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(a => a.MemberName == name).TypedValue.Value;

    private static string Join(string separator, IEnumerable<string> items) => string.Join(separator, items.DefaultIfEmpty("none")) + ".";
}
