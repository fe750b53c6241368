using k8s.Models;
using PodIdentity.Engine.Aws;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Operations;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>A fresh pod asks the agent, STS and the service, and shows what they answer.</summary>
internal sealed class ProbeLink : ILink
{
    private const string ListBuckets = "s3:ListAllMyBuckets";

    public string Name => "Probe";

    // A fresh pod has nothing of what ails those that are there: it runs although Pod or Node failed, and tells whether new ones would be well.
    public IReadOnlyList<string> Needs { get; } = [.. Chain.Links.Where(link => link is not ("Pod" or "Node" or "Probe"))];

    public bool Writes => true;

    public async Task<IReadOnlyList<Finding>> ExamineAsync(Facts facts, CancellationToken cancellationToken)
    {
        var request = facts.Request;
        if (!request.Probe)
        {
            return [Finding.NotApplicable("Add -Probe to have a fresh pod ask the agent, STS and the service.")];
        }

        if (!await facts.Host.ShouldProcessAsync($"namespace {request.Namespace} of cluster {facts.Cluster.Name}", $"Run a probe pod as service account {request.ServiceAccount}").ConfigureAwait(false))
        {
            return [Finding.NotApplicable("The probe pod was not run.")];
        }

        var probe = new TestS3AccessRequest
        {
            Connection = request.Connection,
            ClusterName = request.ClusterName,
            Namespace = request.Namespace,
            ServiceAccount = request.ServiceAccount,
            Timeout = request.Timeout,
        };
        probe = request.Image is { } image ? probe with { Image = image } : probe;
        try
        {
            return await new ProbePodLife(probe, facts.Host, facts.Connection.Client)
                .RunAsync(createAccount: false, pod => AskAsync(facts, probe, pod, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (PodIdentityException e)
        {
            return [Finding.Unread($"{e.Message} {e.RecommendedAction}")];
        }
        catch (Exception e) when (e is k8s.Autorest.HttpOperationException or HttpRequestException)
        {
            return [Finding.Unread($"`create`, `get`, `watch` and `delete` on `pods` and `create` on `pods/exec` are needed: {ErrorMapping.Map(e, null).Message}")];
        }
    }

    private static async Task<IReadOnlyList<Finding>> AskAsync(Facts facts, TestS3AccessRequest request, V1Pod pod, CancellationToken cancellationToken)
    {
        var asksService = facts.Request.Permission.Count == 0 || facts.Request.Permission.Any(action => action.StartsWith("s3:", StringComparison.Ordinal));
        var identity = await RunAsync("aws", "sts", "get-caller-identity", "--output", "json").ConfigureAwait(false);
        var environment = RunAsync("env");
        // Without an identity, the service's answer would be the agent's once more.
        var list = asksService && identity.ExitCode == 0 ? await RunAsync("aws", "s3", "ls").ConfigureAwait(false) : new CommandResult(identity.ExitCode, "", identity.Error);
        var association = await facts.AssociationAsync().ConfigureAwait(false);
        var view = PodView.Read(list, identity, await environment.ConfigureAwait(false))
            .ToResult(request, facts.Cluster.Name, facts.Aws.Region, pod, association.IsKnown ? association.Value : null);
        return [.. Read(view, identity, association.IsKnown ? association.Value : null, asksService, facts.Request.Permission.Contains(ListBuckets))];

        Task<CommandResult> RunAsync(params string[] command)
        {
            facts.Host.WriteVerbose($"Running `{string.Join(' ', command)}` in pod {pod.Metadata.Name}.");
            return PodCommand.RunAsync(facts.Connection.Client, pod, pod.Spec.Containers[0].Name, command, cancellationToken);
        }
    }

    private static IEnumerable<Finding> Read(S3AccessResult view, CommandResult identity, Amazon.EKS.Model.PodIdentityAssociation? association, bool asksService, bool mustList)
    {
        var role = association is null ? "<role>" : RoleReference.NameOf(association.RoleArn);
        if (!view.InjectedEnvironment.ContainsKey(Waiting.Effectiveness.InjectedVariable))
        {
            yield return Finding.Failed(Causes.ProbeNotInjected, $"Pod {view.PodName} has no {Waiting.Effectiveness.InjectedVariable}; AWS says it is {view.PrincipalArn ?? "nobody"}.", "agent");
            yield break;
        }

        if (identity.ExitCode != 0)
        {
            yield return ProbeAnswers.OfAgent(identity.Error) is { } answer
                ? Finding.Failed(ProbeAnswers.CauseOf(answer), $"The agent on node {view.NodeName} answered: {Errors.Told(answer)}", "agent", ("RoleName", role))
                : Finding.Failed(Causes.StsNotReached, $"`aws sts get-caller-identity` said: {Errors.Told(identity.Error.Trim())}", "sts");
            yield break;
        }

        if (view.IdentitySource != IdentitySource.PodIdentity)
        {
            yield return Finding.Failed(Causes.ProbeHasAnotherIdentity, $"STS says that pod {view.PodName} is {view.PrincipalArn} ({view.IdentitySource}), not a session of {role}.", "sts");
            yield break;
        }

        yield return Finding.Passed($"The agent on node {view.NodeName} gave pod {view.PodName} credentials.", "agent");

        var given = association?.TargetRoleArn ?? association?.RoleArn;
        if (given is not null && view.PrincipalArn!.Split('/')[1] != RoleReference.NameOf(given))
        {
            yield return Finding.Failed(Causes.ProbeHasAnotherRole, $"STS says {view.PrincipalArn}, the association {given}.", "sts");
            yield break;
        }

        yield return Finding.Passed($"STS says {view.PrincipalArn}.", "sts");
        if (asksService)
        {
            yield return OfService(view, given is null ? role : RoleReference.NameOf(given), mustList);
        }
    }

    private static Finding OfService(S3AccessResult view, string role, bool mustList)
    {
        if (view.Allowed)
        {
            return Finding.Passed($"`aws s3 ls` lists {view.Buckets.Count} buckets.", "s3");
        }

        var evidence = $"`aws s3 ls`: {view.ErrorCode}: {Errors.Told(view.ErrorMessage ?? "")}";
        var cause = ProbeAnswers.CauseOfDenial(view.DeniedBy);
        return mustList
            ? Finding.Failed(cause, evidence, "s3", ("RoleName", role))
            // Nobody asked for it: the role may be for something else.
            : Finding.Suspicious(cause, $"{evidence} That matters only if the pods are to list buckets (-Permission {ListBuckets}).", "s3", ("RoleName", role));
    }
}
