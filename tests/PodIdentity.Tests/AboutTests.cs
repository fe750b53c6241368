using System.Text.RegularExpressions;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>The help topics about the module as a whole.</summary>
public sealed class AboutTests : IDisposable
{
    private const string Troubleshooting = "about_PodIdentity_Troubleshooting";

    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("about_PodIdentity")]
    [InlineData(Troubleshooting)]
    public void Get_Help_finds_the_topic(string topic) =>
        Assert.StartsWith($"TOPIC {topic} SHORT DESCRIPTION", OneLine(_host.Show($"Get-Help {topic}")), StringComparison.Ordinal);

    [Theory]
    [InlineData("about_PodIdentity")]
    [InlineData(Troubleshooting)]
    public void Lines_fit_a_console_of_80_columns(string topic) => Assert.All(
        Read(topic).Split('\n'),
        line => Assert.True(line.TrimEnd().Length <= 79 || !line.Trim().Contains(' ', StringComparison.Ordinal), line));

    [Theory]
    [InlineData("about_PodIdentity")]
    [InlineData(Troubleshooting)]
    public void Every_cmdlet_that_is_named_exists(string topic)
    {
        var named = Regex.Matches(Read(topic), @"\b[A-Z][a-z]+-(Eks)?Pod[A-Za-z0-9]+").Select(match => match.Value).Distinct().ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Single(_host.Run($"Get-Command {name}").Output<object>()));
    }

    [Fact]
    public void Every_cause_is_told_with_symptom_cause_and_fix_in_the_order_of_the_chain()
    {
        var text = OneLine(Read(Troubleshooting));

        var at = 0;
        Assert.NotEmpty(Causes.All);
        foreach (var cause in Causes.All)
        {
            var entry = OneLine($" {cause.Id} Symptom {cause.Symptom} Cause {cause.Explanation} Fix {cause.Fix} ");
            var found = text.IndexOf(entry, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"{cause.Id} is missing, or not in its place.");
            at = found + 1;
        }

        Assert.Equal(
            Causes.All.Select(cause => cause.Link.ToUpperInvariant()).Distinct(),
            Regex.Matches(Read(Troubleshooting), @"^LINK: (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void Every_cause_is_named_after_its_field_and_belongs_to_a_link()
    {
        var fields = typeof(Causes).GetFields().Where(field => field.FieldType == typeof(Cause)).ToList();

        Assert.Equal(fields.Count, Causes.All.Count);
        Assert.All(fields, field => Assert.Equal(field.Name, ((Cause)field.GetValue(null)!).Id));
        Assert.All(Causes.All, cause => Assert.Contains(cause.Link, Chain.Links));
        Assert.All(Causes.All, cause => Assert.DoesNotContain("", (string[])[cause.Symptom.Trim(), cause.Explanation.Trim(), cause.Fix.Trim()]));
    }

    private static string Read(string topic) => File.ReadAllText(Path.Combine(BuiltModule.Root, "en-US", topic + ".help.txt")).ReplaceLineEndings("\n");

    private static string OneLine(string text) => Regex.Replace(text, @"\s+", " ").TrimStart();
}
