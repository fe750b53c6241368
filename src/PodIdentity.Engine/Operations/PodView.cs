using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Operations;

/// <summary>AWS as a pod sees it: what the AWS CLI printed in it, read.</summary>
internal sealed partial class PodView
{
    private const string Hidden = "(secret)";

    private static readonly HashSet<string> Secrets =
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];

    private readonly CommandResult _list;
    private readonly CommandResult? _objects;

    private PodView(CommandResult list, CommandResult identity, IReadOnlyDictionary<string, string> environment, CommandResult? objects)
    {
        (_list, _objects, Environment) = (list, objects, environment);
        PrincipalArn = ArnOf(identity) ?? DeniedPattern().Match(list.Error).Groups["principal"].Value.NullIfEmpty();
    }

    /// <summary>The pod's <c>AWS_*</c> variables, secrets hidden.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>Who AWS says the pod is.</summary>
    public string? PrincipalArn { get; }

    /// <summary>Where the pod's credentials come from. SDKs try static keys, then web identity, then the container endpoint, then the node.</summary>
    public IdentitySource Source => SessionName switch
    {
        null when PrincipalArn is null => IdentitySource.None,
        null => IdentitySource.StaticCredentials,
        _ when Environment.ContainsKey("AWS_ACCESS_KEY_ID") => IdentitySource.StaticCredentials,
        _ when Environment.ContainsKey("AWS_WEB_IDENTITY_TOKEN_FILE") && Environment.ContainsKey("AWS_ROLE_ARN") => IdentitySource.WebIdentity,
        // EC2 names a node's session by its instance.
        { } name when InstancePattern().IsMatch(name) => IdentitySource.NodeRole,
        _ when Environment.ContainsKey(Effectiveness.InjectedVariable) => IdentitySource.PodIdentity,
        _ => IdentitySource.StaticCredentials,
    };

    private bool MayListBuckets => _list.ExitCode == 0;

    private bool MayListObjects => _objects is null or { ExitCode: 0 };

    private bool Allowed => MayListBuckets && MayListObjects;

    /// <summary>What the command that was refused printed as its error.</summary>
    private string Error => MayListBuckets ? _objects?.Error ?? "" : _list.Error;

    /// <summary>What the pod would have to be allowed.</summary>
    private string Action => MayListBuckets ? "s3:ListBucket" : "s3:ListAllMyBuckets";

    private string? SessionName => PrincipalArn is { } arn && arn.Contains(":assumed-role/", StringComparison.Ordinal) ? RoleReference.NameOf(arn) : null;

    /// <summary>Reads what the commands printed.</summary>
    /// <param name="list">Of <c>aws s3 ls</c>.</param>
    /// <param name="identity">Of <c>aws sts get-caller-identity</c>.</param>
    /// <param name="environment">Of <c>env</c>.</param>
    /// <param name="objects">Of <c>aws s3 ls</c> of a bucket; null when none was asked for.</param>
    public static PodView Read(CommandResult list, CommandResult identity, CommandResult environment, CommandResult? objects = null) =>
        new(list, identity, Variables(environment.Output), objects);

    /// <summary>Nothing is left to explain.</summary>
    public bool IsAsIntended => Allowed && Source == IdentitySource.PodIdentity;

    public S3AccessResult ToResult(TestS3AccessRequest request, string cluster, string region, V1Pod pod, Amazon.EKS.Model.PodIdentityAssociation? association)
    {
        var denied = DeniedPattern().Match(Error);
        var (cause, fix) = Explain(request, association, denied.Groups["layer"].Value);
        return new S3AccessResult
        {
            ClusterName = cluster,
            Region = region,
            Namespace = request.Namespace,
            ServiceAccount = request.ServiceAccount,
            Allowed = Allowed,
            Buckets = MayListBuckets ? Buckets() : [],
            Bucket = request.Bucket,
            Objects = MayListObjects ? Objects() : [],
            PrincipalArn = PrincipalArn,
            IdentitySource = Source,
            ErrorCode = Allowed ? null : ErrorPattern().Match(Error).Groups["code"].Value.NullIfEmpty() ?? (Source == IdentitySource.None ? "NoCredentials" : "Unknown"),
            ErrorMessage = Allowed ? null : ErrorPattern().Match(Error).Groups["message"].Value.Trim().NullIfEmpty() ?? Error.Trim(),
            DeniedBy = denied.Groups["layer"].Value.NullIfEmpty(),
            InjectedEnvironment = Environment,
            PodName = pod.Metadata.Name,
            NodeName = pod.Spec.NodeName ?? "",
            Cause = cause,
            Fix = fix,
        };
    }

    private (string? Cause, string? Fix) Explain(TestS3AccessRequest request, Amazon.EKS.Model.PodIdentityAssociation? association, string layer)
    {
        var app = $"-ClusterName {request.ClusterName} -Namespace {request.Namespace} -ServiceAccount {request.ServiceAccount}";
        var role = association is null ? "<role>" : RoleReference.NameOf(association.RoleArn);
        var injected = Environment.ContainsKey(Effectiveness.InjectedVariable);
        return Source switch
        {
            _ when ErrorPattern().Match(Error).Groups["code"].Value == "NoSuchBucket" => ($"There is no bucket {request.Bucket}.", "Check -Bucket; the property Buckets has the names that there are in this account."),
            IdentitySource.PodIdentity when Allowed => (null, null),
            IdentitySource.PodIdentity when layer.Contains("session policy", StringComparison.Ordinal) =>
                ($"The association's session policy does not allow {Action}.", $"New-PodIdentityAssociation {app} -RoleName {role} -DisableSessionTag -Policy <policy that allows it>; then re-create the pod"),
            IdentitySource.PodIdentity => ($"The pod has its own role, but its policies do not allow {Action}{(MayListBuckets ? $" on bucket {request.Bucket}" : "")}.", $"New-PodIdentityRole {RoleName} -ManagedPolicy AmazonS3ReadOnlyAccess"),
            IdentitySource.NodeRole when injected => ("The pod was given the credentials endpoint, but its SDK went on to the node's role: it is too old, or something else is configured before it.", "Use an AWS CLI of at least 1.30.0 or 2.15.0."),
            IdentitySource.NodeRole or IdentitySource.None when !injected && association is not null =>
                ($"The pod was not given the credentials of association {association.AssociationId}: it is older than that, or opted out of the webhook.", "Re-create the pod; running pods never pick an association up."),
            IdentitySource.NodeRole => ("The pod has no identity of its own: there is no association for its service account, or the pod is older than the association.", $"New-PodIdentityAssociation {app} -RoleName <role>; then re-create the pod"),
            IdentitySource.WebIdentity => ("The pod uses IAM roles for service accounts (IRSA), which SDKs prefer to Pod Identity.", $"kubectl annotate serviceaccount {request.ServiceAccount} -n {request.Namespace} eks.amazonaws.com/role-arn- ; then re-create the pod"),
            IdentitySource.StaticCredentials => ("The pod has access keys of its own, which SDKs prefer to Pod Identity.", "Remove AWS_ACCESS_KEY_ID, AWS_PROFILE and mounted credential files from the pod, then re-create it."),
            _ when injected && UnreachablePattern().IsMatch(Error) =>
                ("No agent answers on the pod's node.", $"Install-EksPodIdentityAgent -ClusterName {request.ClusterName}"),
            _ when injected => ("The agent gave the pod no credentials; the error text is its answer.", $"Get-EksPodIdentityAgent -ClusterName {request.ClusterName}; check that role {role} exists, with the trust policy that New-PodIdentityRole {role} -Force completes"),
            _ => ("The pod finds no credentials at all, neither its own nor the node's.", $"New-PodIdentityAssociation {app} -RoleName <role>; then re-create the pod"),
        };
    }

    private string RoleName => PrincipalArn!.Split('/')[^2];

    // Lines of `aws s3 ls`: date, time, name.
    private List<string> Buckets() => _list.Output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => line[(line.LastIndexOf(' ') + 1)..])
        .ToList();

    // Lines of `aws s3 ls s3://bucket`: date, time, size, key, and `PRE prefix/`. The last one may have been cut off.
    private List<string> Objects() => (_objects?.Output ?? "")
        .Split('\n')[..^1]
        .Select(line => ObjectPattern().Match(line).Groups["key"].Value.TrimEnd('\r'))
        .Where(key => key.Length > 0)
        .ToList();

    private static string? ArnOf(CommandResult identity)
    {
        try
        {
            return identity.ExitCode == 0 ? JsonNode.Parse(identity.Output)?["Arn"]?.GetValue<string>() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> Variables(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.TrimEnd('\r').Split('=', 2))
        .Where(pair => pair.Length == 2 && pair[0].StartsWith("AWS_", StringComparison.Ordinal))
        .GroupBy(pair => pair[0])
        .ToDictionary(g => g.Key, g => Secrets.Contains(g.Key) ? Hidden : g.Last()[1]);

    [GeneratedRegex(@"User: (?<principal>\S+) is not authorized to perform: \S+?(?: on resource: \S+)?(?: because (?<layer>no [\w-]+(?: [\w-]+)*? policy|no permissions boundary) allows|(?: with an explicit deny in (?:an? )?(?<layer>[^\r\n]+))|\s|$)")]
    private static partial Regex DeniedPattern();

    [GeneratedRegex(@"An error occurred \((?<code>[^)]+)\)[^:]*: (?<message>[^\r\n]+)")]
    private static partial Regex ErrorPattern();

    [GeneratedRegex(@"\A(?: +PRE |\S+ \S+ +\d+ )(?<key>.*)")]
    private static partial Regex ObjectPattern();

    [GeneratedRegex("Could not connect|Connection refused|Connect timeout|timed out", RegexOptions.IgnoreCase)]
    private static partial Regex UnreachablePattern();

    [GeneratedRegex(@"\Ai-[0-9a-f]{8,17}\z")]
    private static partial Regex InstancePattern();
}

/// <summary>Empty text as absent text.</summary>
internal static class EmptyText
{
    public static string? NullIfEmpty(this string text) => text.Length == 0 ? null : text;
}
