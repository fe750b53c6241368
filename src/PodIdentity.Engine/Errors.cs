namespace PodIdentity.Engine;

/// <summary>Errors that more than one operation raises, in one wording.</summary>
internal static class Errors
{
    private const int LongestShownValue = 80;

    /// <summary>A parameter's value that cannot be right; raised before the first request.</summary>
    public static PodIdentityException Invalid(string parameter, string value, string expected, string recommendedAction) => new(
        "Invalid" + parameter,
        ErrorKind.InvalidArgument,
        value,
        $"'{Shown(value)}' is not {expected}.",
        recommendedAction);

    /// <summary>The cluster does not exist in the region.</summary>
    public static PodIdentityException ClusterNotFound(string clusterName, string region, Exception? cause = null) => new(
        "ClusterNotFound",
        ErrorKind.ObjectNotFound,
        clusterName,
        $"There is no EKS cluster '{clusterName}' in {region}.",
        $"Check the name with `aws eks list-clusters --region {region}`, or give the right -Region or -ProfileName.",
        cause);

    /// <summary>The role does not exist in the account.</summary>
    public static PodIdentityException RoleNotFound(string role, Exception? cause = null) => new(
        "RoleNotFound",
        ErrorKind.ObjectNotFound,
        role,
        $"There is no IAM role '{role}'.",
        $"Create it with `New-PodIdentityRole {(role.Contains('/') ? Aws.RoleReference.NameOf(role) : role)} -ManagedPolicy <policy>`, or check -RoleName and the account of -ProfileName.",
        cause);

    /// <summary>The service account does not exist in the cluster.</summary>
    public static PodIdentityException ServiceAccountNotFound(string @namespace, string serviceAccount) => new(
        "ServiceAccountNotFound",
        ErrorKind.ObjectNotFound,
        $"{@namespace}/{serviceAccount}",
        $"There is no service account '{serviceAccount}' in namespace '{@namespace}', so no pod can run as it.",
        "Check -Namespace and -ServiceAccount (they are matched exactly), or add -CreateServiceAccount.");

    /// <summary>The wait ended before the goal was reached.</summary>
    public static PodIdentityException TimedOut(string goal, object target, TimeSpan timeout, string lastSeen, string recommendedAction) => new(
        "Timeout",
        ErrorKind.OperationTimeout,
        target,
        $"{goal} was not reached within {timeout.TotalSeconds:0} s. Last seen: {lastSeen}.",
        recommendedAction);

    /// <summary>A value for a message: cut, and without control characters, which could steer a terminal.</summary>
    public static string Shown(string value)
    {
        var printable = string.Concat(value.Select(c => char.IsControl(c) ? '\ufffd' : c));
        return printable.Length <= LongestShownValue ? printable : printable[..LongestShownValue] + "…";
    }
}
