namespace PodIdentity;

public static partial class Causes
{
    /// <summary>The credentials are of another account than the cluster.</summary>
    public static readonly Cause CallerInOtherAccount = new(
        nameof(CallerInOtherAccount),
        "Caller",
        "Roles that exist are reported as missing.",
        "The diagnosis runs with credentials of another account than the cluster's. IAM is asked in the account of the credentials.",
        "Run the command with credentials of the cluster's account: -ProfileName <profile>.");

    /// <summary>The cluster does not know who asks.</summary>
    public static readonly Cause CallerUnknownToCluster = new(
        nameof(CallerUnknownToCluster),
        "Caller",
        "Unauthorized; \"the server has asked for the client to provide credentials\"",
        "AWS knows the identity that runs the diagnosis, but the cluster has no access entry for it, so nothing inside the cluster can be checked. Pods are not affected.",
        "aws eks create-access-entry --cluster-name {ClusterName} --region {Region} --principal-arn {PrincipalArn}; aws eks associate-access-policy --cluster-name {ClusterName} --region {Region} --principal-arn {PrincipalArn} --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy --access-scope type=cluster");

    /// <summary>The cluster knows who asks, and forbids looking.</summary>
    public static readonly Cause CallerMayNotLook = new(
        nameof(CallerMayNotLook),
        "Caller",
        "\"… is forbidden: User … cannot get resource …\"",
        "The cluster knows the identity that runs the diagnosis, but does not let it read all that the diagnosis looks at. Pods are not affected.",
        "aws eks associate-access-policy --cluster-name {ClusterName} --region {Region} --principal-arn {PrincipalArn} --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminViewPolicy --access-scope type=cluster");
}
