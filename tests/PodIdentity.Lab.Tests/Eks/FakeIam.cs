using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Iam;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>An IAM that knows the roles it is told of, and writes down what it is asked.</summary>
internal sealed class FakeIam : IIam
{
    private readonly Dictionary<string, RoleSnapshot> _roles = [];
    private int _roleNumber;

    public HashSet<string> DeniedActions { get; } = [];

    public List<(string Action, string Resource, IReadOnlyDictionary<string, IReadOnlyList<string>>? Context)> Asked { get; } = [];

    public List<(string RoleArn, string Source, SessionRequest Request)> Sessions { get; } = [];

    /// <summary>Roles whose trust policy does not name EKS Pod Identity.</summary>
    public HashSet<string> Distrusting { get; } = [];

    /// <summary>Roles whose trust policy's conditions fail at the moment of truth.</summary>
    public HashSet<string> Refusing { get; } = [];

    public string AddRole(string name, string account = "111122223333")
    {
        var arn = $"arn:aws:iam::{account}:role/{name}";
        _roles[arn] = new RoleSnapshot(arn, $"AROA{++_roleNumber:D16}", name, "{}", DateTimeOffset.UnixEpoch);
        return arn;
    }

    public void RemoveRole(string arn) => _roles.Remove(arn);

    public void Authorize(Caller caller, string action, string resource, AccessDeniedStyle style, IReadOnlyDictionary<string, IReadOnlyList<string>>? context = null)
    {
        lock (Asked)
            Asked.Add((action, resource, context));
        if (DeniedActions.Contains(action))
            throw new AwsException(style.Status, style.Code, $"User: {caller.Arn} is not authorized to perform: {action} on resource: {resource}");
    }

    public RoleSnapshot? FindRole(string roleArn) => _roles.GetValueOrDefault(roleArn);

    public bool TrustNames(RoleSnapshot role, string servicePrincipal, IReadOnlyList<string> actions) =>
        servicePrincipal == "pods.eks.amazonaws.com" && actions.SequenceEqual(["sts:AssumeRole", "sts:TagSession"]) && !Distrusting.Contains(role.Arn);

    public Session? AssumeAsService(RoleSnapshot role, string servicePrincipal, SessionRequest request, string sourceAccount, string sourceArn) =>
        Refusing.Contains(role.Arn) ? null : Start(role.Arn, $"{servicePrincipal} {sourceAccount} {sourceArn}", request);

    public Session? AssumeAsSession(Session source, string targetRoleArn, SessionRequest request) =>
        Refusing.Contains(targetRoleArn) ? null : Start(targetRoleArn, source.AssumedRoleArn, request);

    public Session NodeSession(string roleArn, string instanceId) =>
        Start(roleArn, "node", new SessionRequest { SessionName = instanceId, Duration = TimeSpan.FromHours(6) });

    private Session Start(string roleArn, string source, SessionRequest request)
    {
        Sessions.Add((roleArn, source, request));
        var assumed = roleArn.Replace(":iam:", ":sts:", StringComparison.Ordinal).Replace(":role/", ":assumed-role/", StringComparison.Ordinal);
        return new Session(
            "ASIAEXAMPLE", "secret", "token", DateTimeOffset.UtcNow + request.Duration, $"{assumed}/{request.SessionName}", $"AROA:{request.SessionName}");
    }
}
