namespace PodIdentity.Engine;

/// <summary>Errors that more than one operation raises, in one wording.</summary>
internal static class Errors
{
    private const int LongestShownValue = 80;
    private const int LongestToldText = 600;

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
        $"There is no IAM role '{role}' in the account.",
        $"Create it with `New-PodIdentityRole {(role.Contains('/') ? Aws.RoleReference.NameOf(role) : role)} -ManagedPolicy <policy>`, or check the name and the account of -ProfileName. A role of another account is given by -TargetRoleArn, beside a role of the cluster's own account.",
        cause);

    /// <summary>The association does not exist in the cluster.</summary>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="association">Its id, or the service account as <c>namespace/name</c>.</param>
    public static PodIdentityException AssociationNotFound(string clusterName, string association) => new(
        "AssociationNotFound",
        ErrorKind.ObjectNotFound,
        association,
        association.Contains('/')
            ? $"Service account '{association}' of cluster '{clusterName}' has no pod identity association."
            : $"Cluster '{clusterName}' has no pod identity association '{association}'.",
        $"`Get-PodIdentityAssociation {clusterName}` lists those that there are; names are matched exactly.");

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

    /// <summary>A server's or library's own text for a message: shown longer, for it explains.</summary>
    public static string Told(string text) => Printable(text, LongestToldText);

    /// <summary>A value for a message: cut, and without control characters, which could steer a terminal.</summary>
    public static string Shown(string value) => Printable(value, LongestShownValue);

    private static string Printable(string text, int longest)
    {
        var printable = string.Concat(text.Select(c => char.IsControl(c) ? '\ufffd' : c));
        return printable.Length <= longest ? printable : printable[..longest] + "…";
    }
}
