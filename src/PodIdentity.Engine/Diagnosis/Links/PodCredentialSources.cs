using System.Text.RegularExpressions;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Credentials that SDKs prefer to the agent's, as a pod's specification shows them, and programs too old to ask it. Secrets are not read.</summary>
internal static partial class PodCredentialSources
{
    private static readonly string[] Keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
    private static readonly string[] Profiles = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];

    public static IEnumerable<PodProblem> Examine(V1Container container)
    {
        var variables = container.Env?.ToLookup(v => v.Name);
        if (Keys.FirstOrDefault(Has) is { } key)
        {
            yield return new(Causes.StaticKeys, $"has {key}{From(key)}.", container.Name);
        }

        if (Has("AWS_ROLE_ARN") && Has("AWS_WEB_IDENTITY_TOKEN_FILE") && InjectedPod.HasVariable(container))
        {
            yield return new(Causes.WebIdentityWins, $"has AWS_ROLE_ARN={Errors.Shown(variables!["AWS_ROLE_ARN"].Last().Value ?? "")} and AWS_WEB_IDENTITY_TOKEN_FILE.", container.Name);
        }

        if (Profiles.FirstOrDefault(Has) is { } profile)
        {
            yield return new(Causes.ProfileSet, $"has {profile}={Errors.Shown(variables![profile].Last().Value ?? "…")}.", container.Name);
        }

        if (Has("AWS_SHARED_CREDENTIALS_FILE"))
        {
            yield return new(Causes.CredentialsFileMounted, $"has AWS_SHARED_CREDENTIALS_FILE={Errors.Shown(variables!["AWS_SHARED_CREDENTIALS_FILE"].Last().Value ?? "…")}.", container.Name);
        }
        else if (container.VolumeMounts?.Select(mount => mount.MountPath.TrimEnd('/')).FirstOrDefault(path => path.EndsWith("/.aws", StringComparison.Ordinal) || path.EndsWith("/.aws/credentials", StringComparison.Ordinal)) is { } path)
        {
            // A whole directory may hold no more than settings.
            yield return new(Causes.CredentialsFileMounted, $"mounts {Errors.Shown(path)}.", container.Name, Certain: path.EndsWith("credentials", StringComparison.Ordinal));
        }

        foreach (var source in (container.EnvFrom ?? []).Select(SourceOf).OfType<string>().Where(source => source.Contains("aws", StringComparison.OrdinalIgnoreCase)))
        {
            yield return new(Causes.VariablesFromElsewhere, $"takes all keys of {source} as variables.", container.Name, Certain: false) { Values = [("Source", source)] };
        }

        if (container.Image is { } image && IsOldAwsCli(image))
        {
            yield return new(Causes.AwsCliTooOld, $"runs {Errors.Shown(image)}.", container.Name);
        }

        bool Has(string name) => variables?.Contains(name) == true;

        string From(string name) => variables![name].Last().ValueFrom switch
        {
            { SecretKeyRef: { } secret } => $" from key {secret.Key} of secret {secret.Name}",
            { ConfigMapKeyRef: { } map } => $" from key {map.Key} of config map {map.Name}",
            _ => "",
        };
    }

    private static string? SourceOf(V1EnvFromSource source) =>
        source.SecretRef is { } secret ? $"secret/{secret.Name}" : source.ConfigMapRef is { } map ? $"configmap/{map.Name}" : null;

    private static bool IsOldAwsCli(string image) =>
        AwsCliPattern().Match(image) is { Success: true } match
        && Version.TryParse(match.Groups["version"].Value, out var version)
        && (version < new Version(1, 30, 0) || (version.Major == 2 && version < new Version(2, 15, 0)));

    [GeneratedRegex(@"(?:\A|/)aws-?cli:v?(?<version>\d+\.\d+\.\d+)(?:[-@]|\z)")]
    private static partial Regex AwsCliPattern();
}
