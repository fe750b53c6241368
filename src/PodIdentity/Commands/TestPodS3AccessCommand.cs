using System.Management.Automation;
using PodIdentity.Pipeline;

namespace PodIdentity.Commands;

/// <summary>Lists the S3 buckets from inside a pod of a service account, and says who the pod is to AWS.</summary>
/// <remarks>
/// <para>Starts a short-lived probe pod of the service account, runs aws s3 ls and aws sts get-caller-identity in it, and removes it. With
/// -PodName the commands run in a pod of yours instead, which must have the AWS CLI.</para>
/// <para>Being denied is a result, not an error: Allowed is False, IdentitySource says where the pod's credentials came from (PodIdentity,
/// NodeRole, ...), and Cause and Fix say which link of the chain is broken and what to do.</para>
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
[RequiresIam("eks:DescribeCluster")]
[RequiresIam("eks:ListPodIdentityAssociations", When = "to explain a failure")]
[RequiresIam("eks:DescribePodIdentityAssociation", When = "to explain a failure")]
[RequiresKubernetes("serviceaccounts", "get")]
[RequiresKubernetes("serviceaccounts", "create", "delete", When = "with -CreateServiceAccount")]
[RequiresKubernetes("pods", "get", "create", "watch", "delete")]
[RequiresKubernetes("pods/exec", "create")]
[Cmdlet(VerbsDiagnostic.Test, "PodS3Access", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(S3AccessResult))]
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
            CreateServiceAccount = CreateServiceAccount,
            Keep = Keep,
        };
        if (Given(Image) is { } image)
            request = request with { Image = image };
        return async (engine, record, cancel) =>
            record.WriteObject(await engine.TestS3AccessAsync(request, record, cancel).ConfigureAwait(false));
    }
}
