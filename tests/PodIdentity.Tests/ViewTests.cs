using PodIdentity.Tests.Support;

namespace PodIdentity.Tests;

/// <summary>What a person sees at the console.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly ModuleHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void A_denied_test_shows_who_why_and_the_way_out()
    {
        var lines = Lines(Sample.Denied());

        Assert.Contains("Allowed : False", lines);
        Assert.Contains("IdentitySource : NodeRole", lines);
        Assert.Contains("DeniedBy : no identity-based policy", lines);
        Assert.Contains(lines, line => line.StartsWith("Cause : The service account has no pod identity", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("Fix : New-PodIdentityAssociation", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.StartsWith("Buckets", StringComparison.Ordinal));
    }

    [Fact]
    public void An_allowed_test_shows_buckets_and_variables_one_a_line_and_no_empty_errors()
    {
        var lines = Lines(Sample.Allowed());

        Assert.Contains("Buckets : eksdemo1-data", lines);
        Assert.Contains("eksdemo1-logs", lines);
        Assert.Contains("InjectedEnvironment : AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Cause", StringComparison.Ordinal));
    }

    [Fact]
    public void Results_of_several_kinds_keep_their_own_view_in_one_output()
    {
        var lines = Lines(
            Sample.Agent(), Sample.Denied(), Sample.Role(), Sample.Association(), Sample.Allowed(),
            new Removal(RemovalKind.Role, "reader", RemovalResult.Kept, "In use."));

        Assert.Contains("Ready : on 1 of 2 nodes", lines);
        Assert.Contains("Pod : podidentity-probe-x7k2p on node-1", lines);
        Assert.Contains("ManagedPolicy : arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", lines);
        Assert.Contains("ClusterName: eksdemo1", lines);
        Assert.Contains("Kept Role reader: In use.", lines);
    }

    [Fact]
    public void A_role_shows_inline_policies_boundary_and_session_length_where_it_has_them()
    {
        var plain = Lines(Sample.Role());
        var full = Lines(Sample.Role() with
        {
            InlinePolicy = new Dictionary<string, string> { ["queue"] = "{}" },
            PermissionsBoundary = "arn:aws:iam::111122223333:policy/Bound",
            MaxSessionDuration = 7200,
        });

        Assert.DoesNotContain(plain, line => line.StartsWith("InlinePolicy", StringComparison.Ordinal) || line.StartsWith("PermissionsBoundary", StringComparison.Ordinal) || line.StartsWith("MaxSession", StringComparison.Ordinal));
        Assert.Contains("InlinePolicy : queue: {}", full);
        Assert.Contains("PermissionsBoundary : arn:aws:iam::111122223333:policy/Bound", full);
        Assert.Contains("MaxSessionDuration : 7200 s", full);
        Assert.Contains("Description : of the role", full);
    }

    [Fact]
    public void Associations_are_a_table_that_fits()
    {
        var lines = Lines(Sample.Association("a"), Sample.Association("b") with { RoleName = new string('r', 64), ServiceAccount = new string('s', 30) });

        Assert.Contains(lines, line => line.StartsWith("Namespace ServiceAccount AssociationId Change Effective RoleName", StringComparison.Ordinal));
        Assert.All(_host.Host.Text.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void A_diagnosis_is_a_table_that_marks_the_root_cause_and_shows_its_fix()
    {
        var lines = Lines([.. SampleChecks.Broken()]);

        Assert.Contains("ServiceAccount: default/sa on eksdemo1 (us-east-1)", lines);
        Assert.Contains("Status Link Evidence", lines);
        Assert.Contains("Failed Association ROOT CAUSE: EKS lists no association of default/sa in cluster eksdemo1.", lines);
        Assert.Contains(lines, line => line.StartsWith("Fix: New-PodIdentityAssociation -ClusterName eksdemo1", StringComparison.Ordinal));
        Assert.Single(lines, line => line.Contains("Fix: ", StringComparison.Ordinal));
        Assert.Contains("Skipped Role Follows from Association, which failed.", lines);
        Assert.Contains(lines, line => line.StartsWith("Warning NodeRole role/eksdemo1-NodeInstanceRole: Not checked: ", StringComparison.Ordinal)
            || line.StartsWith("Warning NodeRole Not checked: ", StringComparison.Ordinal));
        Assert.Contains("Failed Pod web-6d4cf56db6-x7k2p: Has no AWS_CONTAINER_* variables.", lines);
        Assert.All(_host.Host.Text.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    [Fact]
    public void What_holds_is_told_in_short_and_what_does_not_in_full()
    {
        var evidence = string.Join(' ', Enumerable.Repeat("word", 60)) + " end.";

        Assert.DoesNotContain("end.", string.Join(' ', Lines(SampleChecks.Of("Role", CheckStatus.Passed, evidence))), StringComparison.Ordinal);
        Assert.Contains(Lines(SampleChecks.Of("Role", CheckStatus.Passed, evidence)), line => line.EndsWith("word\u2026", StringComparison.Ordinal));
        Assert.Contains(Letters(evidence), Letters(string.Concat(Lines(SampleChecks.Of("Role", CheckStatus.Warning, evidence)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_pods_does_not_move_the_cursor()
    {
        var check = SampleChecks.Of("Pod", CheckStatus.Failed, SampleChecks.Hostile) with { Fix = SampleChecks.Hostile, Target = SampleChecks.Hostile, IsRootCause = true };

        Assert.DoesNotContain(_host.Show("$results", ("results", check)), letter => char.IsControl(letter) && letter is not ('\n' or '\r'));
    }

    [Fact]
    public void A_check_as_a_list_shows_all_of_it()
    {
        // The console of these tests has no Format-List: with the table taken out, the list is what is shown.
        var formats = Path.Combine(Path.GetTempPath(), $"podidentity-{Guid.NewGuid():n}.format.ps1xml");
        var views = System.Xml.Linq.XDocument.Load(Path.Combine(BuiltModule.Root, "module", "PodIdentity.Format.ps1xml"));
        views.Descendants("View").Single(view => (string?)view.Element("Name") == "PodIdentity.Check").Remove();
        views.Save(formats);
        try
        {
            using var host = new ModuleHost(import: false, formats: formats);
            var text = host.Show("$results", ("results", SampleChecks.Broken()[4]));

            Assert.Equal(
                Letters("ServiceAccount : default/sa on eksdemo1 (us-east-1) Link : Association Status : Failed IsRootCause : True Target : default/sa "
                + "Evidence : EKS lists no association of default/sa in cluster eksdemo1. CauseId : AssociationMissing Cause : " + Causes.AssociationMissing.Explanation
                + " Fix : New-PodIdentityAssociation -ClusterName eksdemo1 -Namespace default -ServiceAccount sa -RoleName <role>"),
                Letters(text));
        }
        finally
        {
            File.Delete(formats);
        }
    }

    /// <summary>Text without the breaks and spaces of its layout.</summary>
    private static string Letters(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));

    /// <summary>The lines shown at 100 columns, without alignment.</summary>
    private List<string> Lines(params object[] results)
    {
        var text = _host.Show("$results", ("results", results));
        return [.. text.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
    }
}
