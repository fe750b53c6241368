namespace PodIdentity;

public static partial class Causes
{
    private const string CompleteTrust = "New-PodIdentityRole {RoleName} -Force";

    /// <summary>A fresh pod has no variables.</summary>
    public static readonly Cause ProbeNotInjected = new(
        nameof(ProbeNotInjected),
        "Probe",
        "A pod made just now has no AWS_CONTAINER_* variables.",
        "The webhook did not give a new pod the variables: it was not reached, or does not know of the association yet.",
        "kubectl get mutatingwebhookconfigurations pod-identity-webhook -o yaml");

    /// <summary>EKS may not assume the role.</summary>
    public static readonly Cause AgentSaysRoleRefused = new(
        nameof(AgentSaysRoleRefused),
        "Probe",
        "Received non 200 response 400 from container metadata: […]: (AccessDeniedException): Unauthorized Exception! EKS does not have permissions to assume the associated role., fault: client",
        "The role does not exist, or its trust policy does not let EKS assume it: wrong principal, sts:TagSession missing, or a condition that does not hold.",
        CompleteTrust);

    /// <summary>EKS Auth refuses the node.</summary>
    public static readonly Cause AgentSaysNodeDenied = new(
        nameof(AgentSaysNodeDenied),
        "Probe",
        "Received non 200 response 400 from container metadata: […]: (AccessDeniedException): … is not authorized to perform: eks-auth:AssumeRoleForPodIdentity",
        "The agent asks EKS Auth as the node's role, which lacks eks-auth:AssumeRoleForPodIdentity.",
        "aws iam attach-role-policy --role-name <node role> --policy-arn arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy");

    /// <summary>EKS Auth knows no association.</summary>
    public static readonly Cause AgentSaysNoAssociation = new(
        nameof(AgentSaysNoAssociation),
        "Probe",
        "Received non 200 response 404 from container metadata: […]: (ResourceNotFoundException): …",
        "EKS Auth knows no association of the pod's service account: it was just made or deleted, or the agent is set up for another cluster.",
        "Get-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}");

    /// <summary>The pod's token is refused.</summary>
    public static readonly Cause AgentSaysTokenRefused = new(
        nameof(AgentSaysTokenRefused),
        "Probe",
        "Received non 200 response 400 from container metadata: […]: (InvalidTokenException) or (ExpiredTokenException): …",
        "EKS Auth does not take the pod's token: it is of another cluster or audience, it has expired, or the node's clock is wrong.",
        Restart);

    /// <summary>EKS Auth throttles.</summary>
    public static readonly Cause AgentSaysThrottled = new(
        nameof(AgentSaysThrottled),
        "Probe",
        "Received non 200 response 429 from container metadata: […]: (ThrottlingException): Rate exceeded",
        "Too many pods ask for credentials at once.",
        "Start fewer pods at a time, and let programs keep one client each; run this again in a minute");

    /// <summary>EKS Auth does not answer.</summary>
    public static readonly Cause AgentGetsNoAnswer = new(
        nameof(AgentGetsNoAnswer),
        "Probe",
        "Received non 200 response 500 from container metadata: []; or: context deadline exceeded (Client.Timeout exceeded while awaiting headers)",
        "The agent got no answer from EKS Auth within a second: no route to it (private subnets without its VPC endpoint), or a fault of the service.",
        "aws ec2 create-vpc-endpoint --region {Region} --service-name com.amazonaws.{Region}.eks-auth --vpc-endpoint-type Interface --vpc-id <vpc> --subnet-ids <subnets>");

    /// <summary>The agent does not answer.</summary>
    public static readonly Cause AgentNotReached = new(
        nameof(AgentNotReached),
        "Probe",
        "Could not connect to the endpoint URL: \"http://169.254.170.23/v1/credentials\"; Connect timeout; Read timeout",
        "No agent answers on the pod's node: it does not run there, or a network policy or security group is in the way.",
        "Get-EksPodIdentityAgent -ClusterName {ClusterName} | Select-Object -ExpandProperty Nodes");

    /// <summary>Another answer of the agent.</summary>
    public static readonly Cause AgentGivesNoCredentials = new(
        nameof(AgentGivesNoCredentials),
        "Probe",
        "Error when retrieving credentials from container-role: Error retrieving metadata: …",
        "The agent was asked, and gave no credentials; its answer says why.",
        "kubectl logs -n kube-system -l app.kubernetes.io/name=eks-pod-identity-agent --tail=100");

    /// <summary>The probe's image does not use the agent.</summary>
    public static readonly Cause ProbeHasAnotherIdentity = new(
        nameof(ProbeHasAnotherIdentity),
        "Probe",
        "get-caller-identity shows the node's role, or an identity that has nothing to do with the association.",
        "The AWS CLI of the probe pod found other credentials before the agent's, or passed the agent by as it is too old (below 1.30.0 or 2.15.0).",
        "Test-PodIdentitySetup -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -Probe -Image public.ecr.aws/aws-cli/aws-cli:latest");

    /// <summary>The pod got another role than the association's.</summary>
    public static readonly Cause ProbeHasAnotherRole = new(
        nameof(ProbeHasAnotherRole),
        "Probe",
        "get-caller-identity shows another role than the association's.",
        "EKS Auth gave the pod another role than the association names: the association was changed a moment ago and is not effective yet.",
        "Test-PodIdentitySetup -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -Probe");

    /// <summary>STS does not answer the pod.</summary>
    public static readonly Cause StsNotReached = new(
        nameof(StsNotReached),
        "Probe",
        "get-caller-identity fails although the agent gave credentials.",
        "The pod has credentials, but STS refuses them or is not reached: no route to it, or credentials of a role that was deleted.",
        "kubectl get networkpolicies -n {Namespace}");

    /// <summary>The role's policies do not allow it.</summary>
    public static readonly Cause ServiceNotAllowed = new(
        nameof(ServiceNotAllowed),
        "Probe",
        "… is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action",
        "The pod has its role, but no policy of the role allows the action.",
        "New-PodIdentityRole {RoleName} -ManagedPolicy AmazonS3ReadOnlyAccess");

    /// <summary>The session policy does not allow it.</summary>
    public static readonly Cause SessionPolicyDenies = new(
        nameof(SessionPolicyDenies),
        "Probe",
        "… is not authorized to perform: … because no session policy allows the … action",
        "The association's session policy does not allow the action, whatever the role's own policies say.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName} -DisableSessionTag -Policy <policy that allows it>");

    /// <summary>The permissions boundary does not allow it.</summary>
    public static readonly Cause BoundaryDenies = new(
        nameof(BoundaryDenies),
        "Probe",
        "… is not authorized to perform: … because no permissions boundary allows the … action",
        "The role's permissions boundary does not allow the action, whatever its policies say.",
        "aws iam put-role-permissions-boundary --role-name {RoleName} --permissions-boundary <ARN of a policy that allows it>");

    /// <summary>Something denies it explicitly.</summary>
    public static readonly Cause ExplicitlyDenied = new(
        nameof(ExplicitlyDenied),
        "Probe",
        "… is not authorized to perform: … with an explicit deny in a(n) … policy",
        "A policy denies the action; a denial wins over all that is allowed elsewhere. The error names the kind of policy.",
        "aws iam list-attached-role-policies --role-name {RoleName}");
}
