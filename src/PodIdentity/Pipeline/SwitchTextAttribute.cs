using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>Lets a switch take the text of a file's field: <c>true</c>, <c>false</c>, and nothing at all for an empty one.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SwitchTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is not (null or string))
            return inputData;

        var text = ((string?)plain)?.Trim() ?? "";
        if (bool.TryParse(text, out var value))
            return new SwitchParameter(value);

        // The inner exception tells the pipeline binder to leave the parameter unbound instead of giving up.
        var message = text.Length == 0 ? "An empty field says neither true nor false." : $"'{text}' is neither true nor false.";
        throw new ArgumentTransformationMetadataException(message, text.Length == 0 ? new PSInvalidCastException(message) : null);
    }
}
