using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Bridge;
using PodIdentity.Pipeline;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What a cmdlet says that it needs is enough, and without any one of it the caller is told what is missing.</summary>
public sealed class PermissionTests
{
    private const string App = "-ClusterName eksdemo1 -Namespace default -ServiceAccount app";
    private const string Associated = $"Install-EksPodIdentityAgent eksdemo1; New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess | New-PodIdentityAssociation {App} -CreateServiceAccount -NoWait";

    /// <summary>Each cmdlet in the cases that need something: how the world is set up, and the command.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "", "Install-EksPodIdentityAgent eksdemo1" },
        { "Install-EksPodIdentityAgent eksdemo1", "Get-EksPodIdentityAgent eksdemo1" },
        { "", "New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess -Tag @{ team = 'a' }" },
        { "New-PodIdentityRole Reader", "New-PodIdentityRole Reader -ManagedPolicy AmazonS3ReadOnlyAccess -Tag @{ team = 'a' }" },
        { "New-PodIdentityRole Reader -InlinePolicy @{ old = @{ Version = '2012-10-17'; Statement = @{ Effect = 'Allow'; Action = 's3:Get*'; Resource = '*' } } }", "New-PodIdentityRole Reader -InlinePolicy @{ list = @{ Version = '2012-10-17'; Statement = @{ Effect = 'Allow'; Action = 's3:List*'; Resource = '*' } } } -PermissionsBoundary PowerUserAccess -Description other -MaxSessionDuration 7200" },
        { "Install-EksPodIdentityAgent eksdemo1; New-PodIdentityRole Reader", $"New-PodIdentityAssociation {App} -RoleName Reader -CreateServiceAccount -Tag @{{ team = 'a' }}" },
        { Associated, $"New-PodIdentityAssociation {App} -RoleName Reader -Tag @{{ team = 'a' }}" },
        { Associated, $"Remove-PodIdentityAssociation {App} -Confirm:$false -PassThru" },
        { Associated, "Get-PodIdentityAssociation eksdemo1" },
        { Associated, $"Test-PodS3Access {App}" },
        { Associated, $"Restart-PodIdentityWorkload {App}" },
        { Associated, $"Test-PodIdentitySetup {App} -Permission s3:ListAllMyBuckets" },
        { $"{Associated}; Test-PodS3Access {App} -Keep", $"Remove-PodIdentitySetup {App} -RemoveServiceAccount -RemoveAgent -Confirm:$false" },
    };

    public static TheoryData<string> Cmdlets => [.. Cases.Select(c => c.Data.Item2.Split(' ')[0]).Distinct()];

    [Theory, MemberData(nameof(Cases))]
    public async Task The_declared_permissions_suffice(string setUp, string command)
    {
        await using var world = await ModuleLab.StartAsync();

        var result = Run(world, setUp, command, Declared(command));

        Assert.Null(result.Failure);
        Assert.DoesNotContain(result.Items, i => i.Stream == "Warning");
        Assert.Contains(result.Items, i => i.Stream == "Output");
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public async Task Each_of_them_is_needed_and_named_where_it_is_missing(string cmdlet)
    {
        await using var world = await ModuleLab.StartAsync();
        var declared = Declared(cmdlet);
        foreach (var missing in declared.Where(p => p.When is null))
        {
            var told = (string[])[.. Cases.Select(c => c.Data).Where(c => c.Item2.StartsWith(cmdlet, StringComparison.Ordinal)).SelectMany(c =>
            {
                world.Lab.World.Reset();
                return Told(Run(world, c.Item1, c.Item2, declared.Where(p => (p.Name, p.Resource) != (missing.Name, missing.Resource))));
            })];

            Assert.True(told.Any(missing.IsNamedIn), $"Without {missing} nothing names it. Told: {string.Join(" | ", told)}");
        }
    }

    private static IEnumerable<string> Told(ScriptResult result) => result.Items.Select(i => i.Value switch
    {
        ErrorRecord e => $"{e.ErrorDetails.Message} {e.ErrorDetails.RecommendedAction}",
        PSObject { BaseObject: Removal removal } => removal.Reason ?? "",
        var other => other.ToString() ?? "",
    });

    private static ScriptResult Run(ModuleLab world, string setUp, string command, IEnumerable<Permission> permissions)
    {
        using var session = new ModuleHost();
        ModuleLab.SignInAs(world.Lab.World.Administrator);
        if (command.StartsWith("Restart", StringComparison.Ordinal))
            Deploy(world);
        if (setUp.Length > 0)
            Assert.Null(session.Run(setUp).Failure);
        var all = permissions.ToList();
        ModuleLab.SignInAs(world.Lab.World.AddUser("runner", Policy(all), [.. all.Where(p => p.Resource is not null).Select(p => new AccessRule(p.Resource!, [p.Name], p.ClusterWide ? null : "default"))]));
        return session.Run(command);
    }

    /// <summary>A workload whose pod is there before the association.</summary>
    private static void Deploy(ModuleLab world)
    {
        var store = world.Lab.Clusters["eksdemo1"].Store;
        store.Create("serviceaccounts", (JsonObject)JsonNode.Parse("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"app","namespace":"default"}}""")!);
        store.Create("deployments", (JsonObject)JsonNode.Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"default"},"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
             "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":"25%","maxUnavailable":"25%"}},
             "template":{"metadata":{"labels":{"app":"web"}},"spec":{"serviceAccountName":"app","containers":[{"name":"web","image":"nginx"}]}}}}
            """)!);
        Assert.True(SpinWait.SpinUntil(() => store.List("pods", "default").Any(), TimeSpan.FromSeconds(20)));
    }

    private static string Policy(IEnumerable<Permission> permissions) => JsonSerializer.Serialize(new
    {
        Version = "2012-10-17",
        Statement = new[] { new { Effect = "Allow", Action = permissions.Where(p => p.Resource is null).Select(p => p.Name).Append("sts:GetCallerIdentity"), Resource = "*" } },
    });

    private static List<Permission> Declared(string command)
    {
        var name = command.Split(' ')[0].Replace("-", "", StringComparison.Ordinal) + "Command";
        var cmdlet = typeof(AsyncCommand).Assembly.GetExportedTypes().Single(type => type.Name == name);
        return
        [
            .. cmdlet.GetCustomAttributes<RequiresIamAttribute>().Select(a => new Permission(a.Action, null, false, a.When)),
            .. cmdlet.GetCustomAttributes<RequiresKubernetesAttribute>().SelectMany(a => a.Verbs.Select(verb => new Permission(verb, a.Resource, a.ClusterWide, a.When))),
        ];
    }

    /// <param name="Name">IAM action, or verb of Kubernetes.</param>
    /// <param name="Resource">Resource of Kubernetes; null for IAM.</param>
    /// <param name="ClusterWide">In all namespaces.</param>
    /// <param name="When">In which case it is needed; null for always.</param>
    private sealed record Permission(string Name, string? Resource, bool ClusterWide, string? When)
    {
        public bool IsNamedIn(string text) => Resource is null
            ? text.Contains(Name, StringComparison.Ordinal)
            : text.Contains($"cannot {Name} resource \"{Resource.Split('.')[0]}\"", StringComparison.Ordinal)
                || (text.Contains($"`{Name}`", StringComparison.Ordinal) && text.Contains($"`{Resource}`", StringComparison.Ordinal));
    }
}
