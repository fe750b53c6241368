using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Xml.Linq;
using PodIdentity.Help;

if (args is not [var manifest, var docComments, var folder])
{
    Console.Error.WriteLine("Usage: PodIdentity.Help MANIFEST.psd1 DOC-COMMENTS.xml FOLDER");
    return 2;
}

using var shell = PowerShell.Create(InitialSessionState.CreateDefault2());
shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("PassThru").AddParameter("ErrorAction", "Stop");
var module = (PSModuleInfo)shell.Invoke()[0].BaseObject;

var writer = new MamlWriter(new DocComments(XDocument.Load(docComments)));
var help = writer.Write(module.ExportedCmdlets.Values.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal));
Directory.CreateDirectory(folder);
help.Save(Path.Combine(folder, "PodIdentity.dll-Help.xml"));
File.WriteAllText(Path.Combine(folder, TroubleshootingTopic.FileName), TroubleshootingTopic.Write());
return 0;
