using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Aws.Eks.Addons;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class AgentScenarios
{
    private static readonly (string Code, Cause Cause)[] Codes =
    [
        ("AccessDenied", Causes.AddonAccessDenied), ("InternalFailure", Causes.AddonInternalFailure), ("ClusterUnreachable", Causes.AddonClusterUnreachable),
        ("InsufficientNumberOfReplicas", Causes.AddonReplicasMissing), ("ConfigurationConflict", Causes.AddonConfigurationConflict),
        ("AdmissionRequestDenied", Causes.AddonAdmissionDenied), ("UnsupportedAddonModification", Causes.AddonModificationUnsupported),
        ("K8sResourceNotFound", Causes.AddonResourceMissing), ("AddonSubscriptionNeeded", Causes.AddonSubscriptionNeeded), ("AddonPermissionFailure", Causes.AddonPermissionFailure),
    ];

    public static IEnumerable<Scenario> All =>
    [
        new("There is no agent", "", world => world.DeleteAgentAsync(), Causes.AgentAbsent, "neither add-on", "Install-EksPodIdentityAgent"),
        new("There is no agent, and no association", "", async world =>
        {
            await world.DeleteAgentAsync();
            await world.RemoveAssociationAsync();
        }, Causes.AgentAbsent, "neither add-on", "Install-EksPodIdentityAgent"),
        new("The agent is not on the pod's node", "B1", world => world.DriveAgentAwayAsync(), Causes.AgentNotOnNode, "There is no agent pod on this node", "spec.nodeName=ip-"),
        new("The add-on failed, and no agent is on the pod's node", "B2", async world =>
        {
            world.Lab.World.Eks.SetAddonIssue(EngineLab.Cluster, "eks-pod-identity-agent", new AddonIssue("AccessDenied", "eks:addon-manager is forbidden", []));
            await world.DriveAgentAwayAsync();
        }, Causes.AddonAccessDenied, "eks:addon-manager is forbidden", "eks:addon-manager"),
        .. Codes.Select(c => new Scenario($"The add-on reports {c.Code}", "B2", world =>
        {
            world.Lab.World.Eks.SetAddonIssue(EngineLab.Cluster, "eks-pod-identity-agent", new AddonIssue(c.Code, "as EKS says", []));
            return Task.CompletedTask;
        }, c.Cause, $"{c.Code}: as EKS says", "") { Status = CheckStatus.Warning }),
        new("The agent's nodes have no IPv6", "B3", async world =>
        {
            world.ChangeNodes("annotations", "lab.pod-identity/ipv6", "disabled");
            world.RemoveAgentPods();
            await world.UntilAgentCrashesAsync();
        }, Causes.AgentNeedsIpv6, "cannot assign requested address", "169.254.170.23"),
        new("The agent was given an unknown flag", "B3", async world =>
        {
            world.ChangeDaemonSet(spec => ((JsonArray)spec["containers"]![0]!["args"]!).Add("--no-such-flag"));
            world.RemoveAgentPods();
            await world.UntilAgentCrashesAsync();
        }, Causes.AgentFlagUnknown, "unknown flag", "-ConfigurationValue"),
        new("Another pod has port 80 of the agent's node", "B4", async world =>
        {
            await world.DriveAgentAwayAsync();
            var node = (string)world.RunningPods("web")[0]["spec"]!["nodeName"]!;
            await world.AddPodAsync("ingress", pod =>
            {
                pod["spec"]!["nodeName"] = node;
                pod["spec"]!["containers"]![0]!["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 8080, ["hostPort"] = 80 });
            }, serviceAccount: "ingress");
        }, Causes.AgentPortTaken, "Pod default/ingress takes the node's port 80", "spec.nodeName=ip-"),
        new("The agent has a proxy in its environment", "B5", world =>
        {
            world.ChangeDaemonSet(spec => spec["containers"]![0]!["env"] = new JsonArray(new JsonObject { ["name"] = "HTTP_PROXY", ["value"] = "http://proxy:3128" }));
            return world.UntilAsync(() => world.Store().Get("daemonsets", "kube-system", "eks-pod-identity-agent") is { } set
                && (long)set["status"]!["observedGeneration"]! == (long)set["metadata"]!["generation"]!
                && (int)set["status"]!["updatedNumberScheduled"]! == 2 && (int)set["status"]!["numberReady"]! == 2);
        }, Causes.AgentBehindProxy, "HTTP_PROXY", "NO_PROXY=169.254.170.23") { Status = CheckStatus.Warning },
        new("The add-on is installed beside the agent of Auto Mode", "B8", async world =>
        {
            world.EksCluster().AutoMode = true;
            world.ChangeNodes("labels", "eks.amazonaws.com/compute-type", "auto");
            await Task.CompletedTask;
        }, Causes.AgentInstalledInVain, "all nodes are of Auto Mode", "delete-addon") { Status = CheckStatus.Warning },
        new("The pod is on a hybrid node without agent", "B9", async world =>
        {
            world.RemoveAgentPods();
            await world.DriveAgentAwayAsync();
            world.ChangeNodes("labels", "eks.amazonaws.com/compute-type", "hybrid");
        }, Causes.AgentNotOnHybridNode, "hybrid node", "daemonsets"),
    ];
}
