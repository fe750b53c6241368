using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using static PodIdentity.Report.Html;

namespace PodIdentity.Report;

/// <summary>When and with what a report was made.</summary>
internal sealed record ReportOrigin(DateTimeOffset Time, string Module, string PowerShell);

/// <summary>The report as one HTML document that is well-formed XML too, runs no script and loads nothing.</summary>
internal static class ReportPage
{
    private static readonly string Style = ReadStyle();

    public static string Write(IEnumerable<Check> checks, string title, ReportOrigin origin)
    {
        var diagnoses = Diagnosis.Of(checks);
        var heading = PlainText.Line(title);
        var page = Element("html", new XAttribute("lang", "en"), Head(heading), Element("body", Header(heading, diagnoses), Main(diagnoses), Footer(origin)));

        var text = new StringBuilder("<!DOCTYPE html>\n");
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true, NewLineChars = "\n" }))
            page.WriteTo(writer);
        return text.ToString();
    }

    /// <summary>Nothing but this very style sheet is allowed by the policy, should encoding ever fail.</summary>
    private static XElement Head(string title) => Element(
        "head",
        Element("meta", new XAttribute("charset", "utf-8")),
        Element(
            "meta",
            new XAttribute("http-equiv", "Content-Security-Policy"),
            new XAttribute("content", $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; base-uri 'none'; form-action 'none'")),
        Element("meta", new XAttribute("name", "viewport"), new XAttribute("content", "width=device-width, initial-scale=1")),
        Element("meta", new XAttribute("name", "color-scheme"), new XAttribute("content", "light dark")),
        Element("meta", new XAttribute("name", "referrer"), new XAttribute("content", "no-referrer")),
        Text("title", title),
        Text("style", Style));

    private static XElement Header(string title, IReadOnlyList<Diagnosis> diagnoses) => Element(
        "header",
        Text("h1", title),
        diagnoses.Count == 1 ? null : Text("p", Sentence(diagnoses), Class("lead")));

    private static XElement Main(IReadOnlyList<Diagnosis> diagnoses) => Element(
        "main",
        diagnoses.Count > 1 ? Summary(diagnoses) : null,
        diagnoses.Select((diagnosis, index) => new DiagnosisSection(diagnosis, IdOf(index)).Write()),
        "");

    private static string Sentence(IReadOnlyList<Diagnosis> diagnoses)
    {
        if (diagnoses.Count == 0)
            return "No checks were given, so nothing is known.";

        var broken = diagnoses.Count(diagnosis => diagnosis.Status == CheckStatus.Failed);
        var uncertain = diagnoses.Count(diagnosis => diagnosis.Status is CheckStatus.Warning or CheckStatus.Skipped);
        return $"Of {diagnoses.Count} service accounts, {broken} {(broken == 1 ? "is" : "are")} broken, {uncertain} not certain, {diagnoses.Count - broken - uncertain} in order.";
    }

    private static XElement Summary(IReadOnlyList<Diagnosis> diagnoses) => Element(
        "section",
        Class("summary"),
        new XAttribute("aria-labelledby", "summary"),
        Text("h2", "Summary", new XAttribute("id", "summary")),
        Element(
            "table",
            Element("thead", Element("tr", Column("Service account"), Column("State"), Column("Outcome"))),
            Element("tbody", diagnoses.Select((diagnosis, index) => Element(
                "tr",
                Element(
                    "th",
                    new XAttribute("scope", "row"),
                    Text("a", diagnosis.Name, new XAttribute("href", "#" + IdOf(index))),
                    " ",
                    Text("span", $"on {diagnosis.Cluster}", Class("place"))),
                Element("td", Badge(diagnosis.Status)),
                Text("td", Outcome(diagnosis)))))));

    private static XElement Column(string label) => Text("th", label, new XAttribute("scope", "col"));

    private static string Outcome(Diagnosis diagnosis) => diagnosis.RootCause is { } check
        ? $"{PlainText.Line(check.Name)}: {PlainText.Line(check.Cause ?? check.Evidence)}"
        : $"{diagnosis.Verdict}. {diagnosis.Count(CheckStatus.Passed)} passed, {diagnosis.Count(CheckStatus.Warning)} with a warning, {diagnosis.Count(CheckStatus.Skipped)} skipped.";

    private static XElement Footer(ReportOrigin origin) => Element(
        "footer",
        Element(
            "p",
            "Made ",
            Text(
                "time",
                origin.Time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
                new XAttribute("datetime", origin.Time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))),
            $" by PodIdentity {PlainText.Line(origin.Module)} in PowerShell {PlainText.Line(origin.PowerShell)}."),
        Element("p", "What each cause means: ", Text("code", "Get-Help about_PodIdentity_Troubleshooting"), "."));

    private static string IdOf(int index) => $"a{index + 1}";

    private static string ReadStyle()
    {
        using var stream = typeof(ReportPage).Assembly.GetManifestResourceStream("PodIdentity.Report.css")!;
        using var reader = new StreamReader(stream);
        return "\n" + reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
