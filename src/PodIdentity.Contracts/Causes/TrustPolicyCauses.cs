namespace PodIdentity;

public static partial class Causes
{
    // EKS Auth tells all of these in the same words.
    private const string TrustRefusal = "In the pod: \"(AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role.\" The SDK shows it as \"Received non 200 response 400 from container metadata\".";

    private const string AddTrust = "New-PodIdentityRole {RoleName} -Force";

    private const string AddNarrowTrust = "New-PodIdentityRole {RoleName} -RestrictToCluster {ClusterArn} -RestrictToServiceAccount {Namespace}/{ServiceAccount} -Force";

    /// <summary>No statement is about EKS Pod Identity.</summary>
    public static readonly Cause TrustPrincipalMissing = new(
        nameof(TrustPrincipalMissing),
        "TrustPolicy",
        TrustRefusal + " Creating an association: \"Trust policy of the role provided is invalid\".",
        "The role's trust policy does not name the service pods.eks.amazonaws.com, the only one that EKS Pod Identity assumes roles as.",
        AddTrust);

    /// <summary>The role was made for IRSA.</summary>
    public static readonly Cause TrustOnlyWebIdentity = new(
        nameof(TrustOnlyWebIdentity),
        "TrustPolicy",
        TrustRefusal + " Creating an association: \"Trust policy of the role provided is invalid\".",
        "The role trusts an OpenID Connect provider alone: it was made for IRSA (IAM roles for service accounts). EKS Pod Identity comes as the service pods.eks.amazonaws.com. Both statements may stand side by side.",
        AddTrust);

    /// <summary>sts:TagSession is not allowed.</summary>
    public static readonly Cause TrustTagSessionMissing = new(
        nameof(TrustTagSessionMissing),
        "TrustPolicy",
        TrustRefusal,
        "The trust policy lets pods.eks.amazonaws.com do sts:AssumeRole but not sts:TagSession. EKS takes a role only with both.",
        AddTrust);

    /// <summary>sts:AssumeRole is not allowed.</summary>
    public static readonly Cause TrustAssumeRoleMissing = new(
        nameof(TrustAssumeRoleMissing),
        "TrustPolicy",
        TrustRefusal,
        "The trust policy names pods.eks.amazonaws.com, but does not let it do sts:AssumeRole. EKS takes a role only with sts:AssumeRole and sts:TagSession.",
        AddTrust);

    /// <summary>A statement denies it.</summary>
    public static readonly Cause TrustDenied = new(
        nameof(TrustDenied),
        "TrustPolicy",
        TrustRefusal,
        "A statement of the trust policy denies it. A Deny wins over every Allow.",
        "Take the Deny out: `aws iam get-role --role-name {RoleName}` shows the policy, `aws iam update-assume-role-policy --role-name {RoleName} --policy-document file://trust.json` writes it.");

    /// <summary>aws:SourceArn asks for an association.</summary>
    public static readonly Cause TrustSourceArnOfAssociation = new(
        nameof(TrustSourceArnOfAssociation),
        "TrustPolicy",
        TrustRefusal + " Often after \"hardening\" the role.",
        "The trust policy asks for the ARN of an association as aws:SourceArn. EKS sends the cluster's ARN there, so the condition never holds.",
        AddNarrowTrust);

    /// <summary>It asks for tags that are not sent.</summary>
    public static readonly Cause TrustNeedsSessionTags = new(
        nameof(TrustNeedsSessionTags),
        "TrustPolicy",
        TrustRefusal + " Since session tags were disabled.",
        "The trust policy asks for session tags (aws:RequestTag/…), and the association has them disabled, so the condition never holds. Either send the tags, or trust by aws:SourceAccount.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName} -DisableSessionTag:$false");

    /// <summary>aws:SourceAccount is another.</summary>
    public static readonly Cause TrustWrongAccount = new(
        nameof(TrustWrongAccount),
        "TrustPolicy",
        TrustRefusal,
        "The trust policy asks for another account as aws:SourceAccount than that of the cluster.",
        "New-PodIdentityRole {RoleName} -RestrictToAccount {AccountId} -Force");

    /// <summary>A condition does not hold.</summary>
    public static readonly Cause TrustConditionFails = new(
        nameof(TrustConditionFails),
        "TrustPolicy",
        TrustRefusal,
        "A condition of the trust policy does not hold for this service account: it was written for another cluster, namespace or service account, or its value is misspelt.",
        AddNarrowTrust);

    /// <summary>A condition that cannot be tested.</summary>
    public static readonly Cause TrustUndecided = new(
        nameof(TrustUndecided),
        "TrustPolicy",
        TrustRefusal + " For some pods, or for all.",
        "The trust policy depends on what only AWS or the pod knows, such as the pod's name or the organization's id.",
        "Test-PodIdentitySetup -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -Probe");

    /// <summary>The policy could not be read.</summary>
    public static readonly Cause TrustUnreadable = new(
        nameof(TrustUnreadable),
        "TrustPolicy",
        TrustRefusal,
        "The trust policy has a form that is not understood here, so whether it lets pods in is not known.",
        "aws iam get-role --role-name {RoleName} --query Role.AssumeRolePolicyDocument");
}
