using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Engine.Tests.Diagnosis;

internal static class ProbeScenarios
{
    private static readonly Func<TestSetupRequest, TestSetupRequest> Probe = request => request with { Probe = true };

    public static IEnumerable<Scenario> All =>
    [
        Answer("EKS may not assume the role", "C1", 400, "AccessDeniedException", "Unauthorized Exception! EKS does not have permissions to assume the associated role.", Causes.AgentSaysRoleRefused,
            "New-PodIdentityRole Reader -Force"),
        Answer("EKS Auth refuses the node", "C4", 400, "AccessDeniedException", "User: arn:aws:sts::111122223333:assumed-role/Node/i-0 is not authorized to perform: eks-auth:AssumeRoleForPodIdentity", Causes.AgentSaysNodeDenied,
            "AmazonEKSWorkerNodePolicy"),
        Answer("EKS Auth knows no association", "A5", 404, "ResourceNotFoundException", "No association found.", Causes.AgentSaysNoAssociation, "Get-PodIdentityAssociation"),
        Answer("The token is not taken", "C6", 400, "InvalidTokenException", "The token is not of this cluster.", Causes.AgentSaysTokenRefused, "Restart-PodIdentityWorkload"),
        Answer("The token has expired", "C6", 400, "ExpiredTokenException", "The token has expired.", Causes.AgentSaysTokenRefused, "Restart-PodIdentityWorkload"),
        Answer("EKS Auth throttles", "C5", 429, "ThrottlingException", "Rate exceeded", Causes.AgentSaysThrottled, "Start fewer pods"),
        Answer("EKS Auth has a fault", "C5", 500, "InternalServerException", "An internal error occurred.", Causes.AgentGetsNoAnswer, "com.amazonaws.us-east-1.eks-auth"),
        new("No route to EKS Auth", "C5", world =>
        {
            world.Lab.Traffic.Faults.Add(new FaultRule { Service = "eks-auth", Drop = true });
            return Task.CompletedTask;
        }, Causes.AgentGetsNoAnswer, "response 500 from container metadata: []", "create-vpc-endpoint") { Ask = Probe },
        new("The agent hangs up", "B1", world =>
        {
            world.Lab.Traffic.Faults.Add(new FaultRule { Service = "agent", Drop = true });
            return Task.CompletedTask;
        }, Causes.AgentNotReached, "Connection was closed", "Get-EksPodIdentityAgent -ClusterName eksdemo1") { Ask = Probe },
        new("STS refuses the credentials", "C8", world =>
        {
            // The first call is the caller's own.
            world.Lab.Traffic.Faults.Add(new FaultRule { Service = "sts", Operation = "GetCallerIdentity", Status = 403, Code = "InvalidClientTokenId", Message = "scripted", Skip = 1 });
            return Task.CompletedTask;
        }, Causes.StsNotReached, "InvalidClientTokenId", "kubectl get networkpolicies") { Ask = Probe },
        new("The role may not list buckets, which was asked for", "", world => { world.Fail("s3", "ListBuckets", 403, "AccessDenied"); return Task.CompletedTask; },
            Causes.ServiceNotAllowed, "AccessDenied", "New-PodIdentityRole Reader -ManagedPolicy") { Ask = request => request with { Probe = true, Permission = ["s3:ListAllMyBuckets"] } },
        new("The role may not list buckets, which nobody asked for", "", world => { world.Fail("s3", "ListBuckets", 403, "AccessDenied"); return Task.CompletedTask; },
            Causes.ServiceNotAllowed, "only if the pods are to list buckets", "New-PodIdentityRole Reader") { Ask = Probe, Status = CheckStatus.Warning },
        new("Both: no association, and a fault of EKS Auth", "A5", async world =>
        {
            world.Fail("eks-auth", "AssumeRoleForPodIdentity", 500, "InternalServerException");
            await world.RemoveAssociationAsync();
        }, Causes.AssociationMissing, "no association", "New-PodIdentityAssociation") { Ask = Probe },
        new("Both: static keys in a pod, and a fault of EKS Auth", "D2", async world =>
        {
            world.Fail("eks-auth", "AssumeRoleForPodIdentity", 500, "InternalServerException");
            await world.AddPodAsync("keys", pod => pod.Container().With("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"));
        }, Causes.StaticKeys, "Pod keys", "AWS_ACCESS_KEY_ID-") { Ask = Probe },
    ];

    private static Scenario Answer(string name, string row, int status, string code, string message, Cause cause, string fix) => new(name, row, world =>
    {
        world.Lab.Traffic.Faults.Add(new FaultRule { Service = "eks-auth", Operation = "AssumeRoleForPodIdentity", Status = status, Code = code, Message = message });
        return Task.CompletedTask;
    }, cause, $"({code}): {message}", fix) { Ask = Probe };
}
