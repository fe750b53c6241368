using System.Xml.Linq;
using static PodIdentity.Report.Html;

namespace PodIdentity.Report;

/// <summary>The part of the report about one service account: root cause, picture of the chain, every check.</summary>
internal sealed class DiagnosisSection(Diagnosis diagnosis, string id)
{
    public XElement Write() => Element(
        "section",
        Class("account"),
        new XAttribute("id", id),
        new XAttribute("aria-labelledby", $"{id}-name"),
        Element("h2", new XAttribute("id", $"{id}-name"), Text("span", diagnosis.Name, Class("name")), " ", Text("span", $"on {diagnosis.Cluster}", Class("place"))),
        Element("p", Class($"verdict {ClassOf(diagnosis.Status)}"), Icon(diagnosis.Status), Text("span", diagnosis.Verdict + ".")),
        diagnosis.RootCause is { } cause ? RootCause(cause) : null,
        Picture(),
        Text("h3", "All checks"),
        diagnosis.Checks.Select(Article));

    private XElement RootCause(Check check) => Element(
        "div",
        Class("root"),
        new XAttribute("role", "group"),
        new XAttribute("aria-labelledby", $"{id}-root"),
        Text("h3", $"Root cause: {PlainText.Line(check.Name)}", new XAttribute("id", $"{id}-root")),
        string.IsNullOrEmpty(check.Cause) ? null : Text("p", PlainText.Of(check.Cause), Class("cause")),
        Details(check, withCause: false));

    /// <summary>The chain: one shape a link, joined by a line that is broken behind the link that is.</summary>
    private XElement Picture()
    {
        var isBroken = false;
        return Element("nav", new XAttribute("aria-label", $"Chain of {diagnosis.Name}"), Element("ol", Class("chain"), new XAttribute("role", "list"), diagnosis.Links.Select(Link)));

        XElement Link(IGrouping<string, Check> link)
        {
            var status = Diagnosis.Worst(link);
            var item = Element(
                "li",
                Class(isBroken ? $"{ClassOf(status)} after" : ClassOf(status)),
                Element(
                    "a",
                    new XAttribute("href", "#" + IdOf(link.First(check => check.Status == status))),
                    Icon(status),
                    Text("span", PlainText.Line(link.Key), Class("link")),
                    Text("span", link.Contains(diagnosis.RootCause) ? "Root cause" : status.ToString(), Class("state"))));
            isBroken |= status == CheckStatus.Failed;
            return item;
        }
    }

    private XElement Article(Check check) => Element(
        "article",
        Class($"check {ClassOf(check.Status)}"),
        new XAttribute("id", IdOf(check)),
        Element("h4", Badge(check.Status), " ", Text("span", PlainText.Line(check.Name)), ReferenceEquals(check, diagnosis.RootCause) ? Text("strong", "Root cause", Class("mark")) : null),
        Details(check, withCause: true));

    private XElement Details(Check check, bool withCause) => Element(
        "dl",
        PlainText.Line(check.Target) is { Length: > 0 } target && target != diagnosis.Name ? Entry("Target", Text("dd", target)) : null,
        Entry("Evidence", Text("dd", PlainText.Of(check.Evidence), Class("evidence"))),
        withCause && !string.IsNullOrEmpty(check.Cause) ? Entry("Cause", Text("dd", PlainText.Of(check.Cause))) : null,
        string.IsNullOrEmpty(check.CauseId) ? null : Entry("Known as", Text("dd", PlainText.Line(check.CauseId), Class("id"))),
        string.IsNullOrEmpty(check.Fix) ? null : Entry("Fix", Element("dd", Text("pre", PlainText.Of(check.Fix), new XAttribute("title", "One click selects all of it")))));

    private static XElement[] Entry(string label, XElement value) => [Text("dt", label), value];

    private string IdOf(Check check) => $"{id}-{Array.FindIndex([.. diagnosis.Checks], other => ReferenceEquals(other, check)) + 1}";
}
