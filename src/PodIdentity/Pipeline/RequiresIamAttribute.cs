namespace PodIdentity.Pipeline;

/// <summary>An IAM action that the caller of a cmdlet must be allowed to do. Help shows it, and a test runs the cmdlet with exactly these.</summary>
/// <param name="action">e.g. <c>eks:DescribeCluster</c>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RequiresIamAttribute(string action) : Attribute
{
    /// <summary>The action.</summary>
    public string Action => action;

    /// <summary>In which case it is needed, e.g. <c>with -Force</c>; null for always.</summary>
    public string? When { get; set; }
}
