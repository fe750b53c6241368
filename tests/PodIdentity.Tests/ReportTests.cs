using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>The report of ConvertTo-PodIdentityReport, read as the XML that it also is.</summary>
public sealed partial class ReportTests : IDisposable
{
    private static readonly XNamespace Html = "http://www.w3.org/1999/xhtml";

    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_root_cause_comes_first_with_its_evidence_cause_and_fix()
    {
        var page = Page(SampleChecks.Broken());

        Assert.Equal("Broken at Association.", Text(Single(page, "verdict")));
        var root = Single(page, "root");
        Assert.Equal("Root cause: Association", root.Element(Html + "h3")!.Value);
        Assert.Contains("EKS lists no association of default/sa", root.Value, StringComparison.Ordinal);
        Assert.Contains(Causes.AssociationMissing.Explanation, root.Value, StringComparison.Ordinal);
        Assert.Equal("New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount sa -RoleName <role>", root.Descendants(Html + "pre").Single().Value);
        Assert.True(root.IsBefore(Single(page, "chain")));
        Assert.True(Single(page, "chain").IsBefore(Of(page, "check").First()));
    }

    [Fact]
    public void The_chain_shows_every_link_once_by_its_worst_check_in_word_and_shape_and_leads_to_it()
    {
        var page = Page([.. SampleChecks.Broken().Reverse()]);

        var links = Single(page, "chain").Elements().ToList();
        Assert.Equal(
            ["Caller Passed", "Cluster Passed", "NodeRole Warning", "ServiceAccount Passed", "Association Root cause", "Role Skipped", "Pod Failed"],
            links.Select(link => $"{Single(link, "link").Value} {Single(link, "state").Value}"));
        Assert.Equal(["Role", "Pod"], links.Where(link => Classes(link).Contains("after")).Select(link => Single(link, "link").Value));
        Assert.All(links, link => Assert.Contains(
            page.Descendants().Where(e => Classes(e).Contains("check")).Select(e => "#" + e.Attribute("id")!.Value),
            id => id == link.Element(Html + "a")!.Attribute("href")!.Value));
        var shapes = links.Select(link => (State: Classes(link)[0], Shape: string.Concat(Single(link, "icon").Elements().Select(path => path.Attribute("d")!.Value)))).Distinct().ToList();
        Assert.Equal(4, shapes.Count);
        Assert.Equal(4, shapes.Select(shape => shape.Shape).Distinct().Count());
    }

    [Fact]
    public void Every_check_is_there_with_state_and_evidence_and_target_where_it_is_another()
    {
        var page = Page(SampleChecks.Broken());

        var checks = Of(page, "check").ToList();
        Assert.Equal(SampleChecks.Broken().Select(check => check.Evidence), checks.Select(check => Single(check, "evidence").Value));
        Assert.Equal(SampleChecks.Broken().Select(check => check.Status.ToString()), checks.Select(check => Text(Single(check, "badge"))));
        Assert.Equal(
            ["arn:aws:iam::111122223333:role/eksdemo1-NodeInstanceRole", "default/web-6d4cf56db6-x7k2p", "default/api-5c9b-2lq8d"],
            checks.SelectMany(check => check.Descendants(Html + "dt").Where(dt => dt.Value == "Target").Select(dt => dt.ElementsAfterSelf().First().Value)));
    }

    [Fact]
    public void Many_service_accounts_make_a_summary_with_the_broken_ones_first_however_their_checks_are_mixed()
    {
        var healthy = SampleChecks.Healthy("b");
        var other = SampleChecks.Healthy("a", "eksdemo2");
        var uncertain = SampleChecks.Of("Caller", CheckStatus.Warning, "Not checked.") with { ServiceAccount = "unsure" };
        var page = Page([.. healthy.Zip(other).SelectMany(pair => (Check[])[pair.First, pair.Second]), uncertain, .. SampleChecks.Broken()]);

        Assert.Equal("Of 4 service accounts, 1 is broken, 1 not certain, 2 in order.", Single(page, "lead").Value);
        var rows = page.Descendants(Html + "tbody").Single().Elements().ToList();
        Assert.Equal(
            ["default/sa on eksdemo1 (us-east-1)", "default/unsure on eksdemo1 (us-east-1)", "default/b on eksdemo1 (us-east-1)", "default/a on eksdemo2 (us-east-1)"],
            rows.Select(row => Text(row.Element(Html + "th")!)));
        Assert.StartsWith("Association: ", rows[0].Elements().Last().Value, StringComparison.Ordinal);
        Assert.StartsWith("Every link holds. 15 passed", rows[2].Elements().Last().Value, StringComparison.Ordinal);
        Assert.Equal(rows.Select(row => row.Descendants(Html + "a").Single().Attribute("href")!.Value), Of(page, "account").Select(section => "#" + section.Attribute("id")!.Value));
        Assert.Equal(page.Descendants().Attributes("id").Count(), page.Descendants().Attributes("id").Select(id => id.Value).Distinct().Count());
    }

    [Fact]
    public void Nothing_given_is_nothing_known_and_all_skipped_is_no_pass()
    {
        Assert.Equal("No checks were given, so nothing is known.", Single(Page(), "lead").Value);
        Assert.Equal("Nothing was checked.", Text(Single(Page(SampleChecks.Of("Role", CheckStatus.Skipped, "Does not apply.")), "verdict")));
    }

    [Fact]
    public void Text_that_means_harm_stays_text_wherever_it_stands()
    {
        const string hostile = SampleChecks.Hostile;
        var check = new Check
        {
            ClusterName = hostile, Region = hostile, Namespace = hostile, ServiceAccount = hostile, Name = hostile, Status = CheckStatus.Failed,
            Evidence = hostile, Cause = hostile, CauseId = hostile, Fix = hostile, Target = "other " + hostile, IsRootCause = true,
        };
        var text = Write("$checks | ConvertTo-PodIdentityReport -Title $title", [check, SampleChecks.Of(hostile, CheckStatus.Warning, hostile)], hostile);

        var page = Parse(text);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "img");
        Assert.DoesNotContain("<script", text, StringComparison.OrdinalIgnoreCase);
        Assert.Single(Regex.Matches(text, "</style>"));
        Assert.DoesNotContain(text.EnumerateRunes(), rune => rune.Value is not ('\n' or '\t') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format);
        var evidence = Of(page, "evidence").First().Value;
        Assert.Equal(
            "</pre></style><script>alert('x')</script><img src=x onerror=\"alert(1)\"> &amp; red link \uFFFD\uFFFD\uFFFD\uFFFDevil\uFFFD zero\uFFFDwidth \uFFFD \uFFFD \nnext\nline ü 😀",
            evidence);
    }

    [Fact]
    public void It_stands_alone_and_its_policy_allows_its_own_style_and_nothing_else()
    {
        var text = Write("$checks | ConvertTo-PodIdentityReport", [.. SampleChecks.Broken(), .. SampleChecks.Healthy("b")]);

        var page = Parse(text);
        Assert.StartsWith("<!DOCTYPE html>\n<html", text, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "script" or "link" or "img" or "iframe" or "object" or "form" or "base");
        Assert.DoesNotContain(page.Descendants().Attributes(), a => a.Name.LocalName is "style" or "src" || a.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.All(page.Descendants().Attributes("href"), href => Assert.StartsWith("#", href.Value, StringComparison.Ordinal));
        var style = page.Descendants(Html + "style").Single().Value;
        Assert.DoesNotContain("url(", style, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", style, StringComparison.Ordinal);

        // A browser reads a style sheet as it stands, without decoding: what XML has to encode would break it, and its hash.
        Assert.DoesNotMatch("[<>&]", style);
        var hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        var policy = page.Descendants(Html + "meta").Single(meta => (string?)meta.Attribute("http-equiv") == "Content-Security-Policy").Attribute("content")!.Value;
        Assert.Equal($"default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'", policy);
    }

    [Fact]
    public void HTML_parsers_read_it_as_XML_parsers_do()
    {
        // Elements that HTML does not know as empty must not be written so; those that it does must not be closed.
        var text = Write("$checks | ConvertTo-PodIdentityReport; ConvertTo-PodIdentityReport -InputObject @($checks)[0]; @() | ConvertTo-PodIdentityReport", [.. SampleChecks.Broken(), .. SampleChecks.Healthy("b")]);

        Assert.Subset(new HashSet<string> { "meta", "path" }, SelfClosed().Matches(text).Select(match => match.Groups["name"].Value).ToHashSet());
        Assert.DoesNotContain("</meta>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Headings_go_down_by_one_and_title_time_and_versions_are_told()
    {
        var page = Parse(Write("$checks | ConvertTo-PodIdentityReport -Title $title", SampleChecks.Broken(), "Shop, before launch"));

        var levels = page.Descendants().Where(e => Regex.IsMatch(e.Name.LocalName, "^h[1-6]$")).Select(e => e.Name.LocalName[1] - '0').ToList();
        Assert.Equal(1, levels[0]);
        Assert.Single(levels, level => level == 1);
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.True(pair.Second <= pair.First + 1));
        Assert.Equal("Shop, before launch", page.Descendants(Html + "title").Single().Value);
        Assert.Equal("Shop, before launch", page.Descendants(Html + "h1").Single().Value);
        var made = page.Descendants(Html + "footer").Single().Value;
        Assert.Matches(@"Made \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC by PodIdentity 0\.1\.0 in PowerShell \d+\.\d+", made);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Text_can_be_read_in_light_and_in_dark(int theme)
    {
        var style = Page(SampleChecks.Healthy()).Descendants(Html + "style").Single().Value;
        var colours = Root().Matches(style)[theme].Groups["body"].Value.Split(';').Select(line => line.Split(':')).Where(pair => pair.Length == 2 && pair[1].Contains('#', StringComparison.Ordinal))
            .ToDictionary(pair => pair[0].Trim(), pair => Luminance(pair[1].Trim()));

        // WCAG 2: 4.5 to 1 for text, 3 to 1 for lines that mean something.
        foreach (var ground in (string[])["--page", "--card"])
        {
            foreach (var text in (string[])["--text", "--quiet", "--passed", "--failed", "--warning", "--skipped", "--anchor"])
                Assert.True(Contrast(colours[text], colours[ground]) >= 4.5, $"{text} on {ground}: {Contrast(colours[text], colours[ground]):0.0}");
            Assert.True(Contrast(colours["--line"], colours[ground]) >= 3);
        }
    }

    [Fact]
    public void Checks_that_were_kept_as_JSON_can_be_reported()
    {
        var check = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, object>>("""
            {"ClusterName":"eksdemo1","Region":"us-east-1","Namespace":"default","ServiceAccount":"sa","Name":"Role","Status":"Failed","Evidence":"kept"}
            """)!.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());

        var result = _host.Run("[pscustomobject]$table | ConvertTo-PodIdentityReport", ("table", new System.Collections.Hashtable(check)));

        Assert.Null(result.Failure);
        Assert.Equal("Broken at Role.", Text(Single(Parse(Assert.Single(result.Output<string>())), "verdict")));
    }

    private XElement Page(params Check[] checks) => Parse(Write("$checks | ConvertTo-PodIdentityReport", checks));

    private string Write(string script, Check[] checks, string? title = null)
    {
        var result = _host.Run(script, ("checks", checks), ("title", title));
        Assert.Null(result.Failure);
        return string.Concat(result.Output<string>());
    }

    private static XElement Parse(string text) => XDocument.Parse(text, LoadOptions.PreserveWhitespace).Root!;

    private static string Text(XElement element) => Regex.Replace(element.Value, @"\s+", " ").Trim();

    private static string[] Classes(XElement element) => ((string?)element.Attribute("class") ?? "").Split(' ');

    private static IEnumerable<XElement> Of(XElement element, string name) => element.Descendants().Where(e => Classes(e).Contains(name));

    private static XElement Single(XElement element, string name) => Assert.Single(Of(element, name));

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(string colour)
    {
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));

        double Channel(int start)
        {
            var value = int.Parse(colour.AsSpan(start, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }

    [GeneratedRegex(@"<(?<name>[a-z0-9]+)(?: [^<>]*)?/>")]
    private static partial Regex SelfClosed();

    [GeneratedRegex(@":root \{(?<body>[^}]*)\}")]
    private static partial Regex Root();
}
