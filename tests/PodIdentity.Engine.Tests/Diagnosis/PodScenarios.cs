using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class PodScenarios
{
    private const string Restart = "Restart-PodIdentityWorkload -ClusterName eksdemo1 -Namespace default -ServiceAccount app";

    public static IEnumerable<Scenario> All =>
    [
        new("Pods are older than the association", "A1", world => world.BeforeAssociationAsync(() => world.AddWorkloadAsync("Deployment", "late", replicas: 3)),
            Causes.PodPredatesAssociation, "Deployment late, 3 of 3 pods", Restart),
        new("An old pod fell back to IRSA", "A2", world => world.BeforeAssociationAsync(async () =>
        {
            world.Store().Update("serviceaccounts", "default", "app", account => account.Annotate("eks.amazonaws.com/role-arn", "arn:aws:iam::111122223333:role/Old"));
            await world.AddPodAsync("irsa");
            world.Store().Update("serviceaccounts", "default", "app", account => account["metadata"]!.AsObject().Remove("annotations"));
        }), Causes.PodFellBackToWebIdentity, "AWS_WEB_IDENTITY_TOKEN_FILE is there", Restart),
        new("A pod missed the webhook long after the association", "A3", world => world.WithoutWebhookAsync(() => world.AddPodAsync("missed")),
            Causes.PodNotInjected, "Pod missed: created", Restart),
        new("A label opts a pod out", "A4", world => world.AddPodAsync("out", pod => pod.Label("eks.amazonaws.com/skip-pod-identity-webhook", "false")),
            Causes.PodSkipsWebhook, "Pod out", "pod template of pod/out"),
        new("An annotation opts all containers out", "A4", world => world.AddPodAsync("out", pod => pod.Annotate("eks.amazonaws.com/skip-containers", "main")),
            Causes.ContainersSkipped, "container main is named in the annotation", "skip-containers"),
        new("An annotation opts one of two containers out", "A4", world => world.AddPodAsync("out", pod =>
        {
            pod.AddContainer("side");
            pod.Annotate("eks.amazonaws.com/skip-containers", "side");
        }), Causes.ContainersSkipped, "container side", "skip-containers") { Status = CheckStatus.Warning },
        new("The pod brings the variables itself", "A4", world => world.AddPodAsync("own", pod => pod.Container().With("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:9911/creds")),
            Causes.PodPresetsVariables, "http://127.0.0.1:9911/creds", "-c main AWS_CONTAINER_CREDENTIALS_FULL_URI-"),
        new("A container came to the pod after the webhook", "A4", world => world.AddPodAsync("sidecar", pod => pod.AddContainer("proxy"))
            .ContinueWith(_ => world.ChangePod("sidecar", pod => pod.Container(1)["env"] = new JsonArray()), TaskScheduler.Default),
            Causes.ContainerNotInjected, "container proxy", "reinvocationPolicy") { Status = CheckStatus.Warning },
        new("The token is not mounted", "", async world =>
        {
            await world.AddPodAsync("bare");
            world.ChangePod("bare", pod => pod.Container()["volumeMounts"] = new JsonArray());
        }, Causes.TokenNotMounted, "eks-pod-identity-token", Restart),
        new("There is no such pod", "", _ => Task.CompletedTask, Causes.PodNotFound, "no pod nowhere", "kubectl get pods -n default") { Ask = request => request with { PodName = "nowhere" } },
        new("Pods run as default in place of the service account", "A5", async world =>
        {
            world.Store().Remove("deployments", "default", "web");
            await world.UntilAsync(() => world.Pods().Count == 0);
            await world.AddPodAsync("lost", serviceAccount: "default");
        }, Causes.PodsRunAsDefault, "1 run as default, such as lost", "kubectl set serviceaccount") { Status = CheckStatus.Warning },
        new("Web identity wins", "D1", world => world.AddPodAsync("both", pod => pod.Container().With("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/Old").With("AWS_WEB_IDENTITY_TOKEN_FILE", "/t")),
            Causes.WebIdentityWins, "role/Old", "AWS_ROLE_ARN- AWS_WEB_IDENTITY_TOKEN_FILE-"),
        new("Static keys win", "D2", world => world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").With("AWS_SECRET_ACCESS_KEY", "s3cr3t")),
            Causes.StaticKeys, "container main has AWS_ACCESS_KEY_ID.", "AWS_ACCESS_KEY_ID-"),
        new("Static keys of a secret win", "D2", world => world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", null, fromSecret: "s3-user"), running: false),
            Causes.StaticKeys, "from key id of secret s3-user", "AWS_ACCESS_KEY_ID-"),
        new("All keys of an AWS secret become variables", "D2", world => world.AddPodAsync(
            "from", pod => pod.Container()["envFrom"] = new JsonArray(new JsonObject { ["secretRef"] = new JsonObject { ["name"] = "aws-user" } }), running: false),
            Causes.VariablesFromElsewhere, "secret/aws-user", "kubectl describe secret/aws-user -n default") { Status = CheckStatus.Warning },
        new("A profile is named", "D2", world => world.AddPodAsync("profile", pod => pod.Container().With("AWS_PROFILE", "prod")),
            Causes.ProfileSet, "AWS_PROFILE=prod", "AWS_PROFILE-"),
        new("A credentials file is mounted", "D2", world => world.AddPodAsync("file", pod => pod.Mount("/root/.aws/credentials")),
            Causes.CredentialsFileMounted, "mounts /root/.aws/credentials", "shared credentials file"),
        new("A directory for AWS settings is mounted", "D2", world => world.AddPodAsync("file", pod => pod.Mount("/home/app/.aws")),
            Causes.CredentialsFileMounted, "mounts /home/app/.aws", "shared credentials file") { Status = CheckStatus.Warning },
        new("The AWS CLI is from before Pod Identity", "D7", world => world.AddPodAsync("old", pod => pod.Container()["image"] = "public.ecr.aws/aws-cli/aws-cli:2.14.6"),
            Causes.AwsCliTooOld, "aws-cli:2.14.6", "main=public.ecr.aws/aws-cli/aws-cli:latest"),
        new("The SDK for Go is too old", "D3", world => world.LogAsync("HTTP credential provider invalid endpoint host, \"169.254.170.23\", only loopback hosts are allowed."),
            Causes.GoSdkTooOld, "only loopback hosts are allowed", "container app"),
        new("The SDK for JavaScript is too old", "D4", world => world.LogAsync("Error: 169.254.170.23 is not a valid container metadata service hostname"),
            Causes.JavaScriptSdkTooOld, "169.254.170.23 is not a valid", "3.458.0"),
        new("The SDK for JavaScript v2 is too old", "D5", world => world.LogAsync("CredentialsError: Missing credentials in config, if using AWS_CONFIG_FILE, set AWS_SDK_LOAD_CONFIG=1"),
            Causes.JavaScriptV2SdkTooOld, "Missing credentials in config", "2.1550.0"),
        new("The SDK for Java refuses the IPv6 address", "D6", world => world.LogAsync(
            "The full URI (http://[fd00:ec2::23]/v1/credentials) contained within environment variable AWS_CONTAINER_CREDENTIALS_FULL_URI has an invalid host."),
            Causes.JavaSdkRefusesIPv6, "has an invalid host", "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE=IPv6"),
        new("The token is sent as Bearer", "C6", world => world.LogAsync("400 Service account token cannot be parsed: token is malformed: could not base64 decode header: illegal base64 data at input byte 6"),
            Causes.TokenSentWithScheme, "token is malformed", "Bearer"),
        new("The session tags leave no room", "C7", world => world.LogAsync("PackedPolicyTooLarge: Packed size of session tags consumes 112% of allotted space"),
            Causes.SessionTagsTooLarge, "PackedPolicyTooLarge", "-RoleName Reader -DisableSessionTag"),
        new("The program came to the node's role", "D7", world => world.LogAsync("arn:aws:sts::111122223333:assumed-role/NodeInstanceRole/i-0123456789abcdef0"),
            Causes.PodUsesNodeRole, ":assumed-role/NodeInstanceRole/i-0123456789abcdef0", "Upgrade") { Status = CheckStatus.Warning },
        new("The program found no role of the node", "D8", world => world.LogAsync("get credentials: failed to refresh cached credentials, no EC2 IMDS role found"),
            Causes.PodUsesNodeRole, "no EC2 IMDS role found", "Upgrade") { Status = CheckStatus.Warning },
        new("The role of the association was changed", "C9", async world =>
        {
            await world.PassTimeAsync();
            await world.NewRoleAsync("Second");
            await world.AssociateAsync(EngineLab.Association(roleName: "Second") with { Force = true });
        }, Causes.PodHasOldCredentials, "Deployment web, 1 of 1 pods", Restart) { Status = CheckStatus.Warning },
        new("A pod does not start", "", async world =>
        {
            await world.AddPodAsync("stuck", pod => pod.Container()["image"] = "registry.invalid/app:1", running: false);
            await world.UntilAsync(() => world.Store().Get("pods", "default", "stuck")!["status"]?["containerStatuses"]?[0]?["state"]?["waiting"]?["reason"]?.GetValue<string>() is "ErrImagePull" or "ImagePullBackOff");
        }, Causes.PodNotRunning, "Pull", "kubectl describe pod stuck -n default") { Status = CheckStatus.Warning },
        new("Both: no association, and static keys", "A5", async world =>
        {
            await world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"));
            await world.RemoveAssociationAsync();
        }, Causes.AssociationMissing, "no association of default/app", "New-PodIdentityAssociation"),
        new("Both: an old pod, and network policies", "A1", async world =>
        {
            await world.BeforeAssociationAsync(() => world.AddPodAsync("late"));
            await world.AddPolicyAsync("[]");
        }, Causes.PodPredatesAssociation, "Pod late", Restart),
        new("Both: an old pod, and static keys in it", "A1", world => world.BeforeAssociationAsync(() => world.AddPodAsync("late", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"))),
            Causes.PodPredatesAssociation, "Pod late", Restart),
    ];
}
