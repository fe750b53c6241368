namespace PodIdentity;

// In the order in which they are named where a pod has several.
public static partial class Causes
{
    private const string Restart = "Restart-PodIdentityWorkload -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount}";

    /// <summary>There is no pod of the name that was asked for.</summary>
    public static readonly Cause PodNotFound = new(
        nameof(PodNotFound),
        "Pod",
        "pods \"…\" not found",
        "There is no pod of this name in the namespace: it was replaced, or it is in another namespace.",
        "kubectl get pods -n {Namespace} -o custom-columns=NAME:.metadata.name,SERVICEACCOUNT:.spec.serviceAccountName");

    /// <summary>No pod runs as the service account, while others run as <c>default</c>.</summary>
    public static readonly Cause PodsRunAsDefault = new(
        nameof(PodsRunAsDefault),
        "Pod",
        "The association exists, but pods run as the node's role.",
        "No pod runs as the association's service account. A pod without serviceAccountName runs as `default`, which has no part in this association.",
        "kubectl set serviceaccount {Owner} {ServiceAccount} -n {Namespace}");

    /// <summary>The pod's label keeps the webhook away.</summary>
    public static readonly Cause PodSkipsWebhook = new(
        nameof(PodSkipsWebhook),
        "Pod",
        "New pods have no AWS_CONTAINER_* variables, while others of the service account have.",
        "The label eks.amazonaws.com/skip-pod-identity-webhook tells the webhook to leave the pod as it is; its value does not matter.",
        "Remove the label eks.amazonaws.com/skip-pod-identity-webhook from the pod template of {Owner}; its pods are then replaced");

    /// <summary>All containers are opted out.</summary>
    public static readonly Cause ContainersSkipped = new(
        nameof(ContainersSkipped),
        "Pod",
        "A container has no AWS_CONTAINER_* variables, and runs as the node's role.",
        "The annotation eks.amazonaws.com/skip-containers names the container, so the webhook leaves it as it is.",
        "Take the container out of the annotation eks.amazonaws.com/skip-containers in the pod template of {Owner}; its pods are then replaced");

    /// <summary>Created before the association, with the variables of IRSA.</summary>
    public static readonly Cause PodFellBackToWebIdentity = new(
        nameof(PodFellBackToWebIdentity),
        "Pod",
        "An error occurred (InvalidIdentityToken) when calling the AssumeRoleWithWebIdentity operation: No OpenIDConnect provider found in your account",
        "The webhook did not know of the association when the pod was created, and gave it the web identity of the service account's eks.amazonaws.com/role-arn annotation (IRSA) instead. Running pods never pick an association up.",
        Restart);

    /// <summary>Created before the association was effective.</summary>
    public static readonly Cause PodPredatesAssociation = new(
        nameof(PodPredatesAssociation),
        "Pod",
        "Unable to locate credentials; or the node's role in get-caller-identity; no AWS_CONTAINER_* variables in the pod.",
        "The pod was created before the association was effective. Only new pods get the variables: a restart of the container is not enough, the pod must be created anew.",
        Restart);

    /// <summary>Without the variables although the association was there long before.</summary>
    public static readonly Cause PodNotInjected = new(
        nameof(PodNotInjected),
        "Pod",
        "Some pods have no AWS_CONTAINER_* variables, although the association is old.",
        "The webhook was not reached when the pod was created. Its failure policy is Ignore, so the pod was let through unchanged.",
        Restart);

    /// <summary>One container of several has no variables.</summary>
    public static readonly Cause ContainerNotInjected = new(
        nameof(ContainerNotInjected),
        "Pod",
        "One container of the pod has no AWS_CONTAINER_* variables, the others have.",
        "The container was added to the pod after the pod identity webhook, by another webhook (as sidecars are). It matters only if it calls AWS itself.",
        "If the container calls AWS, put it into the pod template of {Owner}, or set reinvocationPolicy: IfNeeded on the webhook that adds it");

    /// <summary>The pod's specification sets the webhook's variables itself.</summary>
    public static readonly Cause PodPresetsVariables = new(
        nameof(PodPresetsVariables),
        "Pod",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI has another value than http://169.254.170.23/v1/credentials, or no token file beside it.",
        "The pod's specification sets one of the AWS_CONTAINER_* variables itself. The webhook never overwrites them, and gives neither of the two to a container that has one.",
        "kubectl set env {Owner} -n {Namespace} -c {Container} {Unset}");

    /// <summary>The token that the variable names is not mounted.</summary>
    public static readonly Cause TokenNotMounted = new(
        nameof(TokenNotMounted),
        "Pod",
        "[Errno 2] No such file or directory: '/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token'",
        "The container has the variables, but not the volume with the service account's token for pods.eks.amazonaws.com.",
        Restart);

    /// <summary>Access keys in the environment.</summary>
    public static readonly Cause StaticKeys = new(
        nameof(StaticKeys),
        "Pod",
        "get-caller-identity shows an IAM user, or a role that has nothing to do with the association.",
        "The container has access keys of its own in its environment. Every SDK prefers them to Pod Identity.",
        "kubectl set env {Owner} -n {Namespace} -c {Container} AWS_ACCESS_KEY_ID- AWS_SECRET_ACCESS_KEY- AWS_SESSION_TOKEN-");

    /// <summary>All keys of a secret or config map whose name speaks of AWS become variables.</summary>
    public static readonly Cause VariablesFromElsewhere = new(
        nameof(VariablesFromElsewhere),
        "Pod",
        "get-caller-identity shows an IAM user, or a role that has nothing to do with the association.",
        "All keys of a Secret or ConfigMap become variables of the container; if AWS_ACCESS_KEY_ID is among them, every SDK prefers it to Pod Identity. Its contents are not read here.",
        "kubectl describe {Source} -n {Namespace}");

    /// <summary>A profile is named.</summary>
    public static readonly Cause ProfileSet = new(
        nameof(ProfileSet),
        "Pod",
        "The config profile (…) could not be found; or get-caller-identity shows the profile's identity.",
        "AWS_PROFILE is set in the container. SDKs look into that profile before they come to Pod Identity, and fail when there is none.",
        "kubectl set env {Owner} -n {Namespace} -c {Container} AWS_PROFILE- AWS_DEFAULT_PROFILE-");

    /// <summary>A shared credentials file.</summary>
    public static readonly Cause CredentialsFileMounted = new(
        nameof(CredentialsFileMounted),
        "Pod",
        "get-caller-identity shows an IAM user, or a role that has nothing to do with the association.",
        "The container has a shared credentials file (~/.aws/credentials). SDKs prefer the keys in it to Pod Identity.",
        "Remove the volume or variable that gives {Owner} a shared credentials file; its pods are then replaced");

    /// <summary>Both families of variables.</summary>
    public static readonly Cause WebIdentityWins = new(
        nameof(WebIdentityWins),
        "Pod",
        "get-caller-identity shows another role; AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE stand beside AWS_CONTAINER_CREDENTIALS_FULL_URI.",
        "The container has the variables of both IAM roles for service accounts (IRSA) and Pod Identity. SDKs prefer web identity.",
        "kubectl set env {Owner} -n {Namespace} -c {Container} AWS_ROLE_ARN- AWS_WEB_IDENTITY_TOKEN_FILE-");

    /// <summary>An AWS CLI from before Pod Identity.</summary>
    public static readonly Cause AwsCliTooOld = new(
        nameof(AwsCliTooOld),
        "Pod",
        "Unsupported host '169.254.170.23'. Can only retrieve metadata from these hosts: …; or the node's role in get-caller-identity.",
        "The AWS CLI in the container is older than Pod Identity, which takes 1.30.0 or 2.15.0.",
        "kubectl set image {Owner} -n {Namespace} {Container}=public.ecr.aws/aws-cli/aws-cli:latest");

    /// <summary>AWS SDK for Go v1 before 1.47.11.</summary>
    public static readonly Cause GoSdkTooOld = new(
        nameof(GoSdkTooOld),
        "Pod",
        "HTTP credential provider invalid endpoint host, \"169.254.170.23\", only loopback hosts are allowed.",
        "The program is built with an AWS SDK for Go older than 1.47.11 (v1) or the release of 2023-11-14 (v2), which does not know the agent's address.",
        "Upgrade the program in container {Container} to a release built with AWS SDK for Go 1.47.11 or later");

    /// <summary>AWS SDK for JavaScript v3 before 3.458.0.</summary>
    public static readonly Cause JavaScriptSdkTooOld = new(
        nameof(JavaScriptSdkTooOld),
        "Pod",
        "169.254.170.23 is not a valid container metadata service hostname",
        "The program uses an AWS SDK for JavaScript v3 older than 3.458.0, which does not know the agent's address.",
        "Upgrade the @aws-sdk packages of the program in container {Container} to 3.458.0 or later");

    /// <summary>AWS SDK for JavaScript v2 before 2.1550.0.</summary>
    public static readonly Cause JavaScriptV2SdkTooOld = new(
        nameof(JavaScriptV2SdkTooOld),
        "Pod",
        "CredentialsError: Missing credentials in config",
        "The program uses the AWS SDK for JavaScript v2, which takes Pod Identity from 2.1550.0 on; older ones find no credentials.",
        "Upgrade the aws-sdk package of the program in container {Container} to 2.1550.0 or later");

    /// <summary>AWS SDK for Java that refuses the agent's IPv6 address.</summary>
    public static readonly Cause JavaSdkRefusesIPv6 = new(
        nameof(JavaSdkRefusesIPv6),
        "Pod",
        "The full URI (http://[fd00:ec2::23]/v1/credentials) contained within environment variable AWS_CONTAINER_CREDENTIALS_FULL_URI has an invalid host.",
        "The AWS SDK for Java does not take the agent's address: it is older than 2.21.30, or in an IPv6 cluster has not been told to use IPv6.",
        "kubectl set env {Owner} -n {Namespace} -c {Container} AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6");

    /// <summary>The token is sent with a scheme before it.</summary>
    public static readonly Cause TokenSentWithScheme = new(
        nameof(TokenSentWithScheme),
        "Pod",
        "Service account token cannot be parsed: token is malformed: could not base64 decode header: illegal base64 data at input byte 6",
        "The program asks the agent by itself and sends `Bearer <token>`; the agent takes the bare token as the Authorization header.",
        "Let the program in container {Container} use an AWS SDK's default credentials, or send the token without `Bearer `");

    /// <summary>Session tags leave no room.</summary>
    public static readonly Cause SessionTagsTooLarge = new(
        nameof(SessionTagsTooLarge),
        "Pod",
        "PackedPolicyTooLarge: Packed size of session tags consumes 112% of allotted space",
        "The program assumes another role with tags of its own. The six session tags of Pod Identity are transitive and take most of the space already.",
        "New-PodIdentityAssociation -ClusterName {ClusterName} -Namespace {Namespace} -ServiceAccount {ServiceAccount} -RoleName {RoleName} -DisableSessionTag");

    /// <summary>The program came to the node's role.</summary>
    public static readonly Cause PodUsesNodeRole = new(
        nameof(PodUsesNodeRole),
        "Pod",
        "get-caller-identity shows a session named i-…; or: no EC2 IMDS role found",
        "The program passed the agent by and went on to the node's metadata. Its SDK is older than Pod Identity, or is set to use instance credentials only. A higher hop limit would hide it, not mend it.",
        "Upgrade the AWS SDK of the program in container {Container} and let it use the default credential chain");

    /// <summary>The association was changed after the pod began.</summary>
    public static readonly Cause PodHasOldCredentials = new(
        nameof(PodHasOldCredentials),
        "Pod",
        "The pod has the permissions of the role that the association had before.",
        "The association was changed or made anew after the pod was created. Credentials that were handed out stay good for up to six hours.",
        Restart);

    /// <summary>The pod does not run.</summary>
    public static readonly Cause PodNotRunning = new(
        nameof(PodNotRunning),
        "Pod",
        "Pending, ImagePullBackOff, CrashLoopBackOff, …",
        "The pod does not run, for a reason that need not have to do with its identity.",
        "kubectl describe pod {Pod} -n {Namespace}");
}
