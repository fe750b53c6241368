using System.Management.Automation;

namespace PodIdentity.Pipeline;

/// <summary>Lets a switch take the text of a file's field: <c>true</c>, <c>false</c>, and false for an empty one.</summary>
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
        return text.Length == 0 ? new SwitchParameter(false)
            : bool.TryParse(text, out var value) ? new SwitchParameter(value)
            : throw new ArgumentTransformationMetadataException($"'{text}' is neither true nor false.");
    }
}
