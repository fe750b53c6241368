using System.Runtime.CompilerServices;
using System.Runtime.Loader;

// The engine behind the module is one per process, and tests put fakes in its place.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace PodIdentity.Tests.Support;

/// <summary>The module as it was built: the manifest in the root and what it names.</summary>
internal static class BuiltModule
{
    public static string Root { get; } = FindRoot();

    public static string Manifest { get; } = Path.Combine(Root, "PodIdentity.psd1");

    public static string Bin { get; } = Path.Combine(Root, "module", "bin");

    /// <summary>Loads what Import-Module will load, so that test code that names its types finds the same assembly.</summary>
    [ModuleInitializer]
    internal static void LoadCmdletAssembly()
    {
        foreach (var name in new[] { "PodIdentity.Contracts.dll", "PodIdentity.dll" })
            AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(Bin, name));
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PodIdentity.psd1")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"No PodIdentity.psd1 above {AppContext.BaseDirectory}.");
    }
}
