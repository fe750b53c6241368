#nullable enable

using System.Collections.Concurrent;
using System.Reflection;
using Amazon.Runtime;

namespace PodIdentity.AwsSdk;

/// <summary>Finds the constant for a value by the type's own FindValue, which keeps values that are newer than this client.</summary>
internal static class Constants
{
    private static readonly ConcurrentDictionary<Type, Func<string, ConstantClass>> Finders = new();

    public static ConstantClass? Parse(Type type, string? value) => value is null ? null : Finders.GetOrAdd(type, FinderOf)(value);

    private static Func<string, ConstantClass> FinderOf(Type type) =>
        type.GetMethod("FindValue", BindingFlags.Public | BindingFlags.Static, [typeof(string)])!
            .CreateDelegate<Func<string, ConstantClass>>();
}
