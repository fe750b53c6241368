using System.Globalization;
using PodIdentity.Demo;

var english = new EnglishCulture();
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = english;
CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = english;

if (args is ["-h" or "--help" or "-?", ..])
{
    Console.WriteLine("""
        Plays the walk-through, or a script of yours, with the PodIdentity module against an offline lab.

          dotnet run --project src/PodIdentity.Demo
          dotnet run --project src/PodIdentity.Demo -- FILE.ps1 [arguments]
        """);
    return 0;
}

try
{
    var checkout = Checkout.Find();
    var script = args.Length > 0 ? Path.GetFullPath(args[0]) : checkout.DefaultScript;
    if (!File.Exists(script))
    {
        Console.Error.WriteLine($"There is no script '{script}'.");
        return 1;
    }

    using var lab = await LabProcess.StartAsync(checkout.LabProgram);
    lab.Enter();
    return ScriptPlayer.Play(checkout.Manifest, script, args.Skip(1));
}
catch (DemoException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
