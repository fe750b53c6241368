namespace PodIdentity.Tests.Support;

/// <summary>Checks as the diagnosis gives them.</summary>
internal static class SampleChecks
{
    /// <summary>A text of a pod that means harm: markup, escape sequences, characters that hide or turn what follows.</summary>
    public const string Hostile = "</pre></style><script>alert('x')</script><img src=x onerror=\"alert(1)\"> &amp; \u001b[31mred\u001b[0m \u001b]0;title\u0007"
        + "\u001b]8;;http://evil\u001b\\link \u009b2J\u009dtitle\u009c\0\b\u007f\u202Eevil\u202C zero\u200Bwidth \uFFFE \uD800 \u2028next\r\nline ü 😀";

    /// <summary>Every state in one chain; the association is missing.</summary>
    public static Check[] Broken() =>
    [
        Of("Caller", CheckStatus.Passed, "arn:aws:iam::111122223333:user/ops may read all that is looked at."),
        Of("Cluster", CheckStatus.Passed, "eksdemo1 is ACTIVE, Kubernetes 1.33, platform eks.9, IPv4."),
        Of("NodeRole", CheckStatus.Warning, "Not checked: iam:GetRole is needed: User: arn:aws:iam::111122223333:user/ops is not authorized to perform: iam:GetRole") with { Target = "arn:aws:iam::111122223333:role/eksdemo1-NodeInstanceRole" },
        Of("ServiceAccount", CheckStatus.Passed, "default/sa exists, without an IRSA annotation."),
        Of("Association", CheckStatus.Failed, "EKS lists no association of default/sa in cluster eksdemo1.") with
        {
            CauseId = Causes.AssociationMissing.Id,
            Cause = Causes.AssociationMissing.Explanation,
            Fix = "New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount sa -RoleName <role>",
            IsRootCause = true,
        },
        Of("Role", CheckStatus.Skipped, "Follows from Association, which failed."),
        Of("Pod", CheckStatus.Failed, "Has no AWS_CONTAINER_* variables.") with { Target = "default/web-6d4cf56db6-x7k2p", Cause = "It has no credentials.", Fix = "Restart-PodIdentityWorkload -ClusterName eksdemo1 -Namespace default -ServiceAccount sa" },
        Of("Pod", CheckStatus.Passed, "Has both variables.") with { Target = "default/api-5c9b-2lq8d" },
    ];

    /// <summary>A chain that holds.</summary>
    public static Check[] Healthy(string serviceAccount = "sa", string cluster = "eksdemo1") =>
        [.. Chain.Links.Select(link => Of(link, CheckStatus.Passed, $"{link} is as it must be.") with { ServiceAccount = serviceAccount, ClusterName = cluster, Target = $"default/{serviceAccount}" })];

    public static Check Of(string link, CheckStatus status, string evidence) => new()
    {
        ClusterName = "eksdemo1",
        Region = "us-east-1",
        Namespace = "default",
        ServiceAccount = "sa",
        Name = link,
        Status = status,
        Evidence = evidence,
        Target = "default/sa",
    };
}
