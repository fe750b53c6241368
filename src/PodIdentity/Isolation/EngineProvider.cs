namespace PodIdentity.Isolation;

/// <summary>Hands out the engine: one per process, loaded on the first call, so that importing the module costs nothing.</summary>
internal static class EngineProvider
{
    private const string EngineType = "PodIdentity.Engine.PodIdentityEngine";

    private static readonly object Gate = new();
    private static IPodIdentityEngine? _engine;

    /// <summary>The engine.</summary>
    public static IPodIdentityEngine Engine
    {
        get
        {
            lock (Gate)
                return _engine ??= Load();
        }
    }

    /// <summary>Puts another engine in its place; null goes back to the one that ships. For tests.</summary>
    internal static void Use(IPodIdentityEngine? engine)
    {
        lock (Gate)
            _engine = engine;
    }

    private static IPodIdentityEngine Load()
    {
        var path = Path.Combine(
            Path.GetDirectoryName(typeof(EngineProvider).Assembly.Location)!, "engine", "PodIdentity.Engine.dll");
        try
        {
            var type = new EngineLoadContext(path).LoadFromAssemblyPath(path).GetType(EngineType, throwOnError: true)!;
            return (IPodIdentityEngine)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or TypeLoadException or InvalidOperationException)
        {
            throw new PodIdentityException(
                "EngineNotLoaded",
                ErrorKind.ResourceUnavailable,
                path,
                $"The module's engine could not be loaded from '{path}': {e.Message}",
                "Install the module again; in a checkout, run 'dotnet build src/PodIdentity'.",
                e);
        }
    }
}
