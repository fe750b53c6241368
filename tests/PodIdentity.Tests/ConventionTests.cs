using System.Management.Automation;
using System.Reflection;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>Rules that every cmdlet keeps, present and future.</summary>
public sealed class ConventionTests
{
    private static readonly string[] Reading = [VerbsCommon.Get];

    /// <summary>The cmdlets that reach AWS and the cluster: all but those that only turn objects into another form.</summary>
    public static TheoryData<Type> ConnectedCmdlets => [.. Cmdlets.Select(row => row.Data).Where(type => Cmdlet(type).VerbName != VerbsData.ConvertTo)];

    public static TheoryData<Type> Cmdlets { get; } = [.. typeof(Pipeline.AsyncCommand).Assembly.GetExportedTypes()
        .Where(type => type.GetCustomAttribute<CmdletAttribute>() is not null)];

    [Theory, MemberData(nameof(Cmdlets))]
    public void Class_and_file_are_named_after_the_cmdlet(Type type)
    {
        var cmdlet = Cmdlet(type);

        Assert.Equal($"{cmdlet.VerbName}{cmdlet.NounName}Command", type.Name);
        Assert.True(type.IsSealed);
        Assert.True(File.Exists(Path.Combine(BuiltModule.Root, "src", "PodIdentity", "Commands", type.Name + ".cs")));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Verb_is_approved(Type type)
    {
        var approved = typeof(VerbsCommon).Assembly.GetExportedTypes()
            .Where(t => t.Namespace == "System.Management.Automation" && t.Name.StartsWith("Verbs", StringComparison.Ordinal) && t.IsSealed)
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(f => (string)f.GetRawConstantValue()!);

        Assert.Contains(Cmdlet(type).VerbName, approved);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Names_are_singular(Type type)
    {
        Assert.DoesNotMatch("[^s]s$", Cmdlet(type).NounName.Replace("Access", "", StringComparison.Ordinal));
        Assert.All(
            // One document of many values, by EKS's own name for it.
            Parameters(type).Where(p => !IsSwitch(p) && p.Name != "ConfigurationValues"),
            p => Assert.DoesNotMatch("[^s]s$", p.Name));
    }

    [Theory, MemberData(nameof(ConnectedCmdlets))]
    public void Output_is_a_record_of_the_contracts(Type type)
    {
        var outputs = type.GetCustomAttributes<OutputTypeAttribute>().SelectMany(a => a.Type).Select(output => output.Type).ToList();

        // With -Quiet, as Test-Connection has it, a Boolean.
        var quiet = Parameters(type).Any(p => p.Name == "Quiet");
        Assert.Same(typeof(Agent).Assembly, outputs[0].Assembly);
        Assert.Equal(quiet ? [typeof(bool)] : Array.Empty<Type>(), outputs.Skip(1));
    }

    [Theory, MemberData(nameof(ConnectedCmdlets))]
    public void Whatever_changes_something_asks_first_and_removal_asks_loudest(Type type)
    {
        var cmdlet = Cmdlet(type);

        Assert.Equal(!Reading.Contains(cmdlet.VerbName), cmdlet.SupportsShouldProcess);
        Assert.Equal(cmdlet.VerbName == VerbsCommon.Remove, cmdlet.ConfirmImpact == ConfirmImpact.High);
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Switches_tags_and_pods_take_nothing_from_the_pipeline(Type type)
    {
        var notPiped = Parameters(type).Where(p => p.Name is "Tag" or "Description" or "PodName" or "Force" or "NoWait" or "Keep"
            || p.Name.StartsWith("Remove", StringComparison.Ordinal) || p.Name.StartsWith("Create", StringComparison.Ordinal));

        Assert.All(notPiped, p => Assert.All(
            p.GetCustomAttributes<ParameterAttribute>(),
            a => Assert.False(a.ValueFromPipeline || a.ValueFromPipelineByPropertyName, p.Name)));
    }

    [Theory, MemberData(nameof(ConnectedCmdlets))]
    public void Every_cmdlet_that_reaches_something_takes_the_shared_parameters(Type type) => Assert.Superset(
        new HashSet<string> { "Region", "ProfileName", "EndpointUrl", "KubeConfigPath", "KubeContext", "TimeoutSec", "ThrottleLimit" },
        Parameters(type).Select(p => p.Name).ToHashSet());

    [Theory, MemberData(nameof(ConnectedCmdlets))]
    public void Position_0_is_the_cluster_or_the_role_to_make(Type type)
    {
        var first = Assert.Single(Parameters(type), p => p.GetCustomAttributes<ParameterAttribute>().Any(a => a.Position >= 0));

        Assert.Equal(Cmdlet(type).NounName == "PodIdentityRole" ? "RoleName" : "ClusterName", first.Name);
        Assert.All(first.GetCustomAttributes<ParameterAttribute>(), a => Assert.Equal(0, a.Position));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void What_only_converts_reaches_nothing_and_changes_nothing(Type type)
    {
        var converts = Cmdlet(type).VerbName == VerbsData.ConvertTo;

        Assert.Equal(converts, !typeof(Pipeline.AsyncCommand).IsAssignableFrom(type));
        Assert.False(converts && Cmdlet(type).SupportsShouldProcess);
    }

    [Fact]
    public void Every_error_kind_is_an_error_category() =>
        Assert.Subset(Enum.GetNames<ErrorCategory>().ToHashSet(), Enum.GetNames<ErrorKind>().ToHashSet());

    private static CmdletAttribute Cmdlet(Type type) => type.GetCustomAttribute<CmdletAttribute>()!;

    private static bool IsSwitch(PropertyInfo parameter) => parameter.PropertyType == typeof(SwitchParameter);

    private static IEnumerable<PropertyInfo> Parameters(Type type) =>
        type.GetProperties().Where(p => p.GetCustomAttributes<ParameterAttribute>().Any());
}
