using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What Tab offers, all of it from this machine.</summary>
public sealed class CompleterTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Regions_are_offered() => Assert.Equal(["eu-west-1", "eu-west-2", "eu-west-3"], Complete("Get-EksPodIdentityAgent x -Region eu-w"));

    [Fact]
    public void Common_policies_are_offered() =>
        Assert.Equal(["AmazonS3FullAccess", "AmazonS3ReadOnlyAccess"], Complete("New-PodIdentityRole r -ManagedPolicy amazons3"));

    [Fact]
    public void Profiles_of_both_files_are_offered_quoted_where_needed()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var config = Path.Combine(folder.FullName, "config");
            var credentials = Path.Combine(folder.FullName, "credentials");
            File.WriteAllText(config, "[default]\nregion=x\n[profile team prod]\n[sso-session s]\n");
            File.WriteAllText(credentials, "[old]\naws_access_key_id=AKIA\n");

            Assert.Equal(["default", "old", "'team prod'"], CompleteProfiles(config, credentials));
            Assert.Empty(CompleteProfiles(Path.Combine(folder.FullName, "none"), folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private IReadOnlyList<string> CompleteProfiles(string config, string credentials)
    {
        var before = (Environment.GetEnvironmentVariable("AWS_CONFIG_FILE"), Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE"));
        Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", config);
        Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", credentials);
        try
        {
            return Complete("Get-EksPodIdentityAgent x -ProfileName ");
        }
        finally
        {
            Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", before.Item1);
            Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", before.Item2);
        }
    }

    private IReadOnlyList<string> Complete(string input) =>
        _host.Run("[System.Management.Automation.CommandCompletion]::CompleteInput($text, $text.Length, $null).CompletionMatches.CompletionText", ("text", input))
            .Output<string>();
}
