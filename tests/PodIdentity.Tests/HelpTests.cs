using System.Management.Automation;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>Get-Help says all there is to know about each cmdlet.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public static TheoryData<string> Cmdlets { get; } = [.. ConventionTests.Cmdlets.Select(row => Name(row.Data))];

    public void Dispose() => _host.Dispose();

    [Theory, MemberData(nameof(Cmdlets))]
    public void Synopsis_and_description_are_written(string cmdlet)
    {
        var help = Help(cmdlet);

        Assert.EndsWith(".", Text(help, "Synopsis"), StringComparison.Ordinal);
        Assert.DoesNotContain(cmdlet + " [", Text(help, "Synopsis"), StringComparison.Ordinal);
        Assert.NotEmpty(Text(help, "description"));
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Every_parameter_is_described_as_it_is(string cmdlet)
    {
        var documented = Items(Member(Member(Help(cmdlet), "parameters"), "parameter")).ToDictionary(p => Text(p, "name"));
        var info = Assert.Single(_host.Run($"Get-Command {cmdlet}").Output<CmdletInfo>());
        var actual = info.ParameterSets.SelectMany(set => set.Parameters).Where(p => !System.Management.Automation.Cmdlet.CommonParameters.Contains(p.Name)).ToLookup(p => p.Name);

        Assert.Equal(actual.Select(p => p.Key).Order(), documented.Keys.Order());
        Assert.All(actual, p =>
        {
            Assert.NotEmpty(Text(documented[p.Key], "description"));

            // What is needed in one parameter set may be left out in another.
            Assert.Contains(Text(documented[p.Key], "required"), p.Select(one => one.IsMandatory ? "true" : "false"));
        });
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void There_are_two_examples_or_more_that_parse_and_use_the_cmdlet(string cmdlet)
    {
        var examples = Items(Member(Member(Help(cmdlet), "examples"), "example")).ToList();

        Assert.True(examples.Count >= 2);
        Assert.All(examples, example =>
        {
            var code = Text(example, "code");
            Assert.Contains(cmdlet, code, StringComparison.Ordinal);
            System.Management.Automation.Language.Parser.ParseInput(code, out _, out var errors);
            Assert.Empty(errors);
            Assert.NotEmpty(Text(example, "remarks"));
        });
    }

    [Theory, MemberData(nameof(Cmdlets))]
    public void Output_and_required_permissions_are_told(string cmdlet)
    {
        var full = _host.Show($"Get-Help {cmdlet} -Full");

        Assert.Contains("Required IAM actions: ", full, StringComparison.Ordinal);
        Assert.Contains("Required Kubernetes permissions: ", full, StringComparison.Ordinal);
        var outputs = _host.Run($"(Get-Command {cmdlet}).OutputType").Output<PSTypeName>();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output => Assert.Contains(output.Name, full, StringComparison.Ordinal));
    }

    private static string Name(Type type)
    {
        var cmdlet = (CmdletAttribute)Attribute.GetCustomAttribute(type, typeof(CmdletAttribute))!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }

    private PSObject Help(string cmdlet) => (PSObject)Assert.Single(_host.Run($"Get-Help {cmdlet} -Full").Items, item => item.Stream == "Output").Value;

    private static object? Member(object? item, string name) => item is null ? null : PSObject.AsPSObject(item).Properties[name]?.Value;

    private static IEnumerable<object> Items(object? items) => LanguagePrimitives.GetEnumerable(items)?.Cast<object>() ?? (items is null ? [] : [items]);

    /// <summary>Text of a property, which may be a string or paragraphs with a property Text.</summary>
    private static string Text(object? item, string name) => string.Join(
        ' ',
        Items(Member(item, name)).Select(part => (Member(part, "Text") ?? part).ToString()!.Trim())).Trim();
}
