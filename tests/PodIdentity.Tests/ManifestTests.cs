using System.Management.Automation;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What the manifest promises.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Module_exports_its_cmdlets_and_nothing_else()
    {
        var exported = _host.Run("Get-Command -Module PodIdentity").Output<CommandInfo>();

        Assert.Equal(
            [
                "ConvertTo-PodIdentityReport", "Get-EksPodIdentityAgent", "Get-PodIdentityAssociation", "Install-EksPodIdentityAgent",
                "New-PodIdentityAssociation", "New-PodIdentityRole", "Remove-PodIdentityAssociation", "Remove-PodIdentitySetup",
                "Restart-PodIdentityWorkload", "Test-PodIdentitySetup", "Test-PodS3Access",
            ],
            exported.Select(command => command.Name).Order(StringComparer.Ordinal));
        Assert.All(exported, command => Assert.Equal(CommandTypes.Cmdlet, command.CommandType));
    }

    [Fact]
    public void Manifest_is_valid()
    {
        var result = _host.Run("Test-ModuleManifest $path", ("path", BuiltModule.Manifest));

        Assert.Empty(result.Errors);
        var module = Assert.Single(result.Output<PSModuleInfo>());
        Assert.Equal(new Version(7, 4), module.PowerShellVersion);
    }

    [Fact]
    public void Cmdlets_come_from_the_assembly_that_the_manifest_names()
    {
        var cmdlet = Assert.Single(_host.Run("Get-Command Test-PodS3Access").Output<CmdletInfo>());

        Assert.Equal(Path.Combine(BuiltModule.Bin, "PodIdentity.dll"), cmdlet.ImplementingType.Assembly.Location);
        Assert.Same(typeof(Commands.TestPodS3AccessCommand), cmdlet.ImplementingType);
    }

    [Fact]
    public void Every_view_is_of_a_type_that_a_cmdlet_emits_or_its_results_hold()
    {
        var views = System.Xml.Linq.XDocument.Load(Path.Combine(BuiltModule.Root, "module", "PodIdentity.Format.ps1xml"))
            .Descendants("TypeName").Select(name => name.Value).ToHashSet();

        Assert.All(views, name => Assert.NotNull(typeof(Agent).Assembly.GetType(name)));
        var emitted = _host.Run("Get-Command -Module PodIdentity").Output<CommandInfo>().SelectMany(c => c.OutputType).Select(t => t.Name);
        Assert.All(emitted.Where(name => name != typeof(bool).FullName && name != typeof(string).FullName), name => Assert.Contains(name, views));
    }
}
