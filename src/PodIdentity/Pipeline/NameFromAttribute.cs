using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>
/// Takes a name from an object that stands for it, such as a cluster or an association, and refuses all others.
/// Without it, PowerShell would turn any piped object into a name by its <c>ToString</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NameFromAttribute(params string[] propertyNames) : ArgumentTransformationAttribute
{
    /// <summary>Properties that hold the name, the best first.</summary>
    public IReadOnlyList<string> PropertyNames => propertyNames;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var plain = inputData is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : inputData;
        if (plain is null or string or IConvertible)
            return plain;

        var properties = PSObject.AsPSObject(inputData).Properties;
        foreach (var name in propertyNames)
        {
            if (properties[name]?.Value?.ToString() is { Length: > 0 } value)
                return value;
        }

        var message = $"A {plain.GetType().Name} is not a name, and has none of the properties {string.Join(", ", propertyNames)}.";

        // The inner exception tells the pipeline binder to look for the value elsewhere instead of giving up.
        throw new ArgumentTransformationMetadataException(message, new PSInvalidCastException(message));
    }
}
