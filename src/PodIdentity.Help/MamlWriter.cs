using System.Management.Automation;
using System.Xml.Linq;

namespace PodIdentity.Help;

/// <summary>Writes help in MAML, the format that Get-Help reads: what a cmdlet takes from its metadata, what it means from its doc comments.</summary>
internal sealed class MamlWriter(DocComments comments)
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Parameters that PowerShell adds to cmdlets that ask before they act.</summary>
    private static readonly Dictionary<string, string> AddedByPowerShell = new(StringComparer.Ordinal)
    {
        ["WhatIf"] = "Shows what would be done, and does nothing.",
        ["Confirm"] = "Asks before each change. -Confirm:$false never asks.",
    };

    public XDocument Write(IEnumerable<CmdletInfo> cmdlets) => new(new XElement(
        Msh + "helpItems",
        new XAttribute("schema", "maml"),
        cmdlets.Select(Cmdlet)));

    private XElement Cmdlet(CmdletInfo cmdlet)
    {
        var comment = comments.Of(cmdlet.ImplementingType);
        var parameters = cmdlet.ParameterSets.SelectMany(set => set.Parameters).Where(IsOurs).DistinctBy(p => p.Name).ToList();

        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", cmdlet.Name),
                new XElement(Command + "verb", cmdlet.Verb),
                new XElement(Command + "noun", cmdlet.Noun),
                Description(DocComments.Text(comment.Element("summary")))),
            Description([.. DocComments.Paragraphs(comment.Element("remarks"))]),
            new XElement(Command + "syntax", cmdlet.ParameterSets.Select(set => Syntax(cmdlet, set))),
            new XElement(
                Command + "parameters",
                parameters.OrderBy(p => p.Name, StringComparer.Ordinal).Select(p => Parameter(cmdlet, p, inSyntax: false))),
            new XElement(Command + "inputTypes", Inputs(parameters).Select(type => Type(Command + "inputType", type))),
            new XElement(Command + "returnValues", cmdlet.OutputType.Select(type => Type(Command + "returnValue", type.Name))),
            new XElement(Maml + "alertSet", new XElement(Maml + "alert", RequiredPermissions.Of(cmdlet.ImplementingType).Select(Para))),
            new XElement(Command + "examples", comment.Elements("example").Select(Example)));
    }

    private XElement Syntax(CmdletInfo cmdlet, CommandParameterSetInfo set) => new(
        Command + "syntaxItem",
        new XElement(Maml + "name", cmdlet.Name),
        set.Parameters
            .Where(IsOurs)
            .OrderBy(p => p.Position < 0 ? int.MaxValue : p.Position)
            .ThenByDescending(p => p.IsMandatory)
            .Select(p => Parameter(cmdlet, p, inSyntax: true)));

    private XElement Parameter(CmdletInfo cmdlet, CommandParameterInfo parameter, bool inSyntax)
    {
        var isSwitch = parameter.ParameterType == typeof(SwitchParameter);
        var type = PlainName(parameter.ParameterType);
        return new XElement(
            Command + "parameter",
            new XAttribute("required", parameter.IsMandatory ? "true" : "false"),
            new XAttribute("globbing", "false"),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString("0")),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Maml + "name", parameter.Name),
            Description(AddedByPowerShell.GetValueOrDefault(parameter.Name)
                ?? DocComments.Text(comments.Of(cmdlet.ImplementingType, parameter.Name).Element("summary"))),
            isSwitch && inSyntax
                ? null
                : new XElement(Command + "parameterValue", new XAttribute("required", isSwitch ? "false" : "true"), type),
            new XElement(Dev + "type", new XElement(Maml + "name", type)),
            new XElement(Dev + "defaultValue", isSwitch ? "False" : "None"));
    }

    private static XElement Example(XElement example, int index) => new(
        Command + "example",
        new XElement(Maml + "title", $"-------------------------- Example {index + 1} --------------------------"),
        new XElement(Dev + "code", Dedent(example.Element("code")!.Value)),
        new XElement(Dev + "remarks", DocComments.Text(example.Element("para")) is var text ? Para(text) : null));

    private static IEnumerable<string> Inputs(IReadOnlyList<CommandParameterInfo> parameters) =>
        parameters.Where(p => p.ValueFromPipeline).Select(p => p.ParameterType.FullName!)
            .Append("Any object with properties named as the parameters that take pipeline input by name.");

    private static XElement Type(XName element, string name) =>
        new(element, new XElement(Dev + "type", new XElement(Maml + "name", name)));

    private static XElement Description(params string[] paragraphs) => new(Maml + "description", paragraphs.Select(Para));

    private static XElement Para(string text) => new(Maml + "para", text);

    private static bool IsOurs(CommandParameterInfo parameter) => !System.Management.Automation.Cmdlet.CommonParameters.Contains(parameter.Name);

    private static string PlainName(Type type) => type == typeof(string[]) ? "String[]" : type.Name;

    private static string PipelineInput(CommandParameterInfo parameter) =>
        (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
        {
            (true, true) => "True (ByValue, ByPropertyName)",
            (true, false) => "True (ByValue)",
            (false, true) => "True (ByPropertyName)",
            _ => "False",
        };

    /// <summary>Doc comments carry the indentation of the comment: continuation lines get one of their own in its place.</summary>
    private static string Dedent(string code)
    {
        var lines = code.Trim().Split('\n').Select(line => line.TrimEnd()).ToList();
        var depth = lines.Skip(1).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty().Min();
        return string.Join('\n', lines.Take(1).Concat(lines.Skip(1).Select(line => "    " + line[depth..])));
    }
}
