using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Amazon.EKS.Model;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Diagnosis;
using PodIdentity.Engine.Diagnosis.Links;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Operations;

/// <summary>Walks the chain from the caller to a pod's AWS call and names the link that is broken.</summary>
internal static partial class TestSetup
{
    public static async IAsyncEnumerable<Check> RunAsync(TestSetupRequest request, IOperationHost host, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ClusterConnection.WarmUp();
        var reference = ClusterReference.Parse(request.ClusterName);
        Require(request);
        using var aws = AwsSession.Open(request.Connection, host, reference.Region);
        var cluster = await EksCluster.ReadAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = cluster.HasApiServer() ? ClusterConnection.Open(request.Connection, aws, cluster, host) : null;
        var links = connection is null ? WithoutApiServer() : Links();
        IAsyncEnumerable<Check> Examine() => new ChainExamination(links, new Facts(request, aws, cluster, connection, host, cancellationToken)).RunAsync(cancellationToken);
        var checks = request.Fix && connection is not null ? MendAsync(request, aws, cluster, connection, host, Examine, cancellationToken) : Examine();
        await foreach (var check in checks.ConfigureAwait(false))
        {
            yield return check;
        }
    }

    /// <summary>Mends what may be mended; the checks are those of the last examination.</summary>
    private static async IAsyncEnumerable<Check> MendAsync(
        TestSetupRequest request, AwsSession aws, Cluster cluster, ClusterConnection connection, IOperationHost host, Func<IAsyncEnumerable<Check>> examine, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        async Task<List<Check>> CollectAsync()
        {
            var all = new List<Check>();
            await foreach (var check in examine().ConfigureAwait(false))
            {
                all.Add(check);
            }

            return all;
        }

        var repairs = new Repairs(new RepairSteps(request, aws, cluster, connection, host), host, request.Timeout);
        foreach (var check in await repairs.RunAsync(CollectAsync, cancellationToken).ConfigureAwait(false))
        {
            yield return check;
        }
    }

    /// <summary>In the order of the data.</summary>
    private static IReadOnlyList<ILink> Links() =>
    [
        new CallerLink(),
        new ClusterLink(),
        new AgentLink(),
        new NodeRoleLink(),
        new ServiceAccountLink(),
        new AssociationLink(),
        new RoleLink(),
        new TrustPolicyLink(),
        new TargetRoleLink(),
        new PermissionLink(),
        new WebhookLink(),
        new PodLink(),
        new NodeLink(),
        new NetworkLink(),
        new ProbeLink(),
    ];

    // A cluster without an API server cannot be asked for the rest, which follows from its state.
    private static IReadOnlyList<ILink> WithoutApiServer() =>
        [.. Links().Select(link => link is CallerLink or ClusterLink ? link : new UnexaminedLink(link.Name, "Cluster"))];

    private static void Require(TestSetupRequest request)
    {
        ObjectName.RequireNamespace(request.Namespace);
        ObjectName.RequireServiceAccount(request.ServiceAccount);
        if (request.PodName is { } pod)
        {
            ObjectName.RequirePod(pod);
        }

        if (request.Permission.FirstOrDefault(action => !ActionPattern().IsMatch(action)) is { } wrong)
        {
            throw Errors.Invalid("Permission", wrong, "an IAM action", "Give -Permission as service:Action without wildcards, e.g. s3:ListAllMyBuckets.");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}:[A-Za-z0-9]{1,128}\z")]
    private static partial Regex ActionPattern();
}
