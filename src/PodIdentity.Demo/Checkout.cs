using System.Reflection;

namespace PodIdentity.Demo;

/// <summary>Where the demo finds what it plays: in the checkout that it was built in.</summary>
internal sealed record Checkout(string Root)
{
    public string Manifest => Path.Combine(Root, "PodIdentity.psd1");

    public string DefaultScript => Path.Combine(Root, "module", "runbooks", "S3ReadOnly.ps1");

    /// <summary>The lab as it was built together with the demo.</summary>
    public string LabProgram => Path.Combine(Root, "src", "PodIdentity.Lab", "bin", Configuration, "net10.0", "PodIdentity.Lab.dll");

    private static string Configuration => typeof(Checkout).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "LabConfiguration").Value!;

    public static Checkout Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PodIdentity.psd1")))
                return new Checkout(folder.FullName);
        }

        throw new DemoException($"No PodIdentity.psd1 in {AppContext.BaseDirectory} or above: the demo runs in a checkout.");
    }
}

/// <summary>The demo cannot go on.</summary>
internal sealed class DemoException(string message) : Exception(message);
