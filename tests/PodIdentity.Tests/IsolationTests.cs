using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using PodIdentity.Isolation;
using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>The engine keeps its own dependencies, whatever other modules have loaded.</summary>
public sealed class IsolationTests
{
    private static readonly string EngineFolder = Path.Combine(BuiltModule.Bin, "engine");

    [Fact]
    public void Import_loads_no_engine()
    {
        var before = EngineContexts().Count;

        using var host = new ModuleHost();

        Assert.Equal(before, EngineContexts().Count);
    }

    [Fact]
    public void Engine_gets_its_own_AWS_SDK_although_another_one_is_loaded()
    {
        var theirs = LoadForeign("AWSSDK.Core");
        EngineProvider.Use(null);

        var engine = EngineProvider.Engine.GetType().Assembly;

        var context = AssemblyLoadContext.GetLoadContext(engine)!;
        Assert.NotSame(AssemblyLoadContext.Default, context);
        var ours = context.LoadFromAssemblyName(new AssemblyName("AWSSDK.Core"));
        Assert.NotSame(theirs, ours);
        Assert.Equal(Path.Combine(EngineFolder, "AWSSDK.Core.dll"), ours.Location);
        Assert.Same(theirs, AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("AWSSDK.Core")));
    }

    [Fact]
    public void Contracts_exist_once()
    {
        EngineProvider.Use(null);
        var context = AssemblyLoadContext.GetLoadContext(EngineProvider.Engine.GetType().Assembly)!;

        Assert.Same(typeof(Agent).Assembly, context.LoadFromAssemblyName(new AssemblyName("PodIdentity.Contracts")));
        Assert.False(File.Exists(Path.Combine(EngineFolder, "PodIdentity.Contracts.dll")));
    }

    [Theory]
    [InlineData("AWSSDK.SecurityToken")]
    [InlineData("AWSSDK.SSO")]
    [InlineData("AWSSDK.SSOOIDC")]
    public void What_the_credential_chain_loads_by_name_ships(string name)
    {
        EngineProvider.Use(null);
        var context = AssemblyLoadContext.GetLoadContext(EngineProvider.Engine.GetType().Assembly)!;

        Assert.Equal(Path.Combine(EngineFolder, name + ".dll"), context.LoadFromAssemblyName(new AssemblyName(name)).Location);
    }

    [Fact]
    public void Nothing_of_the_host_ships() =>
        Assert.Empty(Directory.EnumerateFiles(BuiltModule.Bin, "System.Management.Automation*", SearchOption.AllDirectories));

    private static List<AssemblyLoadContext> EngineContexts() =>
        [.. AssemblyLoadContext.All.Where(context => context.Name == "PodIdentity.Engine")];

    /// <summary>An assembly of the same name and identity in the Default context, as another module's copy would be.</summary>
    private static Assembly LoadForeign(string name)
    {
        var identity = AssemblyName.GetAssemblyName(Path.Combine(EngineFolder, name + ".dll"));
        var already = AssemblyLoadContext.Default.Assemblies.FirstOrDefault(a => a.GetName().Name == name);
        if (already is not null)
            return already;

        var builder = new PersistedAssemblyBuilder(identity, typeof(object).Assembly);
        builder.DefineDynamicModule(name);
        using var file = new MemoryStream();
        builder.Save(file);
        file.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(file);
    }
}
