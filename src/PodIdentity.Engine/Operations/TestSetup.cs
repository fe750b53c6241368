using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
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
        var cluster = await EksCluster.DescribeAsync(aws, reference, cancellationToken).ConfigureAwait(false);
        using var connection = ClusterConnection.Open(request.Connection, aws, cluster, host);
        var facts = new Facts(request, aws, cluster, connection, host, cancellationToken);
        await foreach (var check in new ChainExamination(Links(), facts).RunAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return check;
        }
    }

    /// <summary>In the order of the data.</summary>
    private static IReadOnlyList<ILink> Links() =>
    [
        new AssociationLink(),
        new PodLink(),
        new NodeLink(),
        new NetworkLink(),
        new ProbeLink(),
    ];

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
