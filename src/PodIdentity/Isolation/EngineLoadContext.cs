using System.Reflection;
using System.Runtime.Loader;

namespace PodIdentity.Isolation;

/// <summary>Keeps the engine's assemblies to itself: another module's AWS SDK or YAML parser can neither replace ours nor be replaced by it.</summary>
/// <remarks>
/// All assemblies of AWS SDK v4 carry version 4.0.0.0, so the Default context would silently hand out whichever copy came first.
/// The contracts are the one exception: both sides must see the same types.
/// </remarks>
internal sealed class EngineLoadContext : AssemblyLoadContext
{
    private static readonly Assembly Contracts = typeof(IPodIdentityEngine).Assembly;

    private readonly AssemblyDependencyResolver _resolver;

    public EngineLoadContext(string engineAssemblyPath)
        : base("PodIdentity.Engine") =>
        _resolver = new AssemblyDependencyResolver(engineAssemblyPath);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (assemblyName.Name == Contracts.GetName().Name)
            return Contracts;

        // Null leaves it to the Default context: what comes with .NET itself.
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }
}
