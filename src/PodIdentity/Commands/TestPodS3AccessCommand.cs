using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Lists the S3 buckets from inside a pod of a service account, and says who the pod is to AWS.</summary>
/// <remarks>
/// <para>Starts a short-lived probe pod of the service account, runs aws s3 ls and aws sts get-caller-identity in it, and removes it. With
/// -PodName the commands run in a pod of yours instead, which must have the AWS CLI.</para>
/// <para>Being denied is a result, not an error: Allowed is False, IdentitySource says where the pod's credentials came from (PodIdentity,
/// NodeRole, ...), and Cause and Fix say which link of the chain is broken and what to do.</para>
/// <para>With -Bucket the objects of that bucket are listed too, and Allowed is True only if both may be done. With -Quiet the result is just
/// Allowed, a Boolean. With -Restart the pod given by -PodName is replaced first, by a rollout of its workload or, where it has none, by deleting it and
/// creating it anew; the test then runs in the new pod. Running pods never pick an association up.</para>
/// <para>A pod that cannot be made is an error, not a result, and each cause has an id of its own: PodIdentity.ImagePullFailed and InvalidImage,
/// PodUnschedulable (only when the time is up: an autoscaler may bring a node), PodQuotaExceeded, PodSecurityViolation, PodAdmissionDenied.</para>
/// <para>The probe pod is deleted whatever happens, also on Ctrl+C, and so is a service account that the command created when there is no result.</para>
/// <para>The probe pod passes the restricted Pod Security Standard. Since it is made and removed within the call, the confirm impact is Low:
/// no prompt by default, while -WhatIf and -Confirm work as everywhere.</para>
/// </remarks>
/// <example>
/// <code>Test-PodS3Access -ClusterName eksdemo1 -Namespace default -ServiceAccount aws-cli-sa</code>
/// <para>Says whether pods of this service account can list S3 buckets, and as whom.</para>
/// </example>
/// <example>
/// <code>(Test-PodS3Access eksdemo1 -Namespace default -ServiceAccount aws-cli-sa).InjectedEnvironment</code>
/// <para>Shows the AWS variables of the pod. With an association, AWS_CONTAINER_CREDENTIALS_FULL_URI and
/// AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE are among them.</para>
/// </example>
/// <example>
/// <code>Test-PodS3Access eksdemo1 -Namespace shop -ServiceAccount reports -PodName reports-7d4b9 -ContainerName main</code>
/// <para>Runs the test in a pod that is there already.</para>
/// </example>
/// <example>
/// <code>Test-PodS3Access eksdemo1 -Namespace shop -ServiceAccount reports -Bucket shop-reports -NodeName ip-192-168-12-34.ec2.internal</code>
/// <para>Also lists the objects of a bucket, from a probe pod on one node.</para>
/// </example>
/// <example>
/// <code>if (-not (Test-PodS3Access eksdemo1 -Namespace shop -ServiceAccount reports -Quiet)) { throw 'no access' }</code>
/// <para>Ends a runbook when the pods have no access.</para>
/// </example>
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations", When = "to explain a failure")]
[RequiresIam("eks:DescribePodIdentityAssociation", When = "to explain a failure")]
[RequiresKubernetes("serviceaccounts", "get", When = "without -PodName")]
[RequiresKubernetes("serviceaccounts", "create", "delete", When = "with -CreateServiceAccount")]
[RequiresKubernetes("pods", "create", "watch", "delete")]
[RequiresKubernetes("pods", "get", When = "with -PodName, and when a watch ends early")]
[RequiresKubernetes("pods/exec", "get")]
[RequiresKubernetes("pods/exec", "create", When = "since Kubernetes 1.35")]
[RequiresKubernetes("events", "list", When = "to say why a pod does not start; left out without it")]
[RequiresKubernetes("nodes", "get", ClusterWide = true, When = "with -NodeName, to check it; left out without it")]
[RequiresKubernetes("pods", "list", When = "with -Restart")]
[RequiresKubernetes("replicasets.apps", "get", When = "with -Restart")]
[RequiresKubernetes("deployments.apps", "get", "watch", "patch", When = "with -Restart")]
[RequiresKubernetes("statefulsets.apps", "get", "watch", "patch", When = "with -Restart")]
[RequiresKubernetes("daemonsets.apps", "get", "watch", "patch", When = "with -Restart")]
[Cmdlet(VerbsDiagnostic.Test, "PodS3Access", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(S3AccessResult), typeof(bool))]
public sealed class TestPodS3AccessCommand : ServiceAccountCommand
{
    /// <summary>Run the test in this pod, which must have the AWS CLI, in place of a probe pod.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PodName { get; set; }

    /// <summary>Container of the pod given by -PodName; its first one when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ContainerName { get; set; }

    /// <summary>Replace the pod given by -PodName first, so that it gets what the association gives: its workload is rolled, a pod without one is created anew.</summary>
    [Parameter]
    public SwitchParameter Restart { get; set; }

    /// <summary>List the objects of this bucket too.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Bucket { get; set; }

    /// <summary>Node that the probe pod must run on. Its taints, cordon and free room count: a pod that does not fit there is an error when the time is up.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NodeName { get; set; }

    /// <summary>Image of the probe pod; must hold the AWS CLI. Left out, it is the AWS CLI image of the public ECR registry.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Image { get; set; }

    /// <summary>Create the service account when it is missing. Without it, a missing one is an error: no pod could start, and it may be a typing error.</summary>
    [Parameter]
    public SwitchParameter CreateServiceAccount { get; set; }

    /// <summary>Leave the probe pod running for a look by hand; Remove-PodIdentitySetup removes it.</summary>
    [Parameter]
    public SwitchParameter Keep { get; set; }

    /// <summary>Emit only whether access is allowed, as True or False.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override Operation Prepare()
    {
        var request = new TestS3AccessRequest
        {
            Connection = GetConnection(),
            ClusterName = ClusterName,
            Namespace = Namespace,
            ServiceAccount = ServiceAccount,
            Timeout = Timeout,
            PodName = Given(PodName),
            ContainerName = Given(ContainerName),
            Restart = Restart,
            Bucket = Given(Bucket),
            NodeName = Given(NodeName),
            CreateServiceAccount = CreateServiceAccount,
            Keep = Keep,
        };
        var quiet = Quiet.IsPresent;
        if (Given(Image) is { } image)
            request = request with { Image = image };
        return async (engine, record, cancel) =>
        {
            var result = await engine.TestS3AccessAsync(request, record, cancel).ConfigureAwait(false);
            record.WriteObject(quiet ? result?.Allowed : result);
        };
    }
}
