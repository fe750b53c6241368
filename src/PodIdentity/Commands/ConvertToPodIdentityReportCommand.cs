using System.Collections;
using System.Management.Automation;
using PodIdentity.Report;

namespace PodIdentity.Commands;

/// <summary>Turns the checks of Test-PodIdentitySetup into one HTML document to keep, send or print.</summary>
/// <remarks>
/// <para>The report shows, for each service account, the root cause with its fix first, then the chain as a picture, then every link with its
/// state, evidence, cause and fix. Checks of many service accounts and clusters make one report with a summary; broken ones come first.</para>
/// <para>The document is one text, as ConvertTo-Json gives: Set-Content writes it to a file. It stands alone: it runs no script, loads nothing
/// from anywhere, follows the reader's light or dark theme, and can be read on a phone and on paper. Text that came from servers and pods is
/// encoded, and escape sequences and invisible characters do not survive.</para>
/// <para>Nothing is reached and nothing is written by this cmdlet. Evidence holds names and ARNs of your account, so mind who gets the report.</para>
/// </remarks>
/// <example>
/// <code>Test-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount aws-cli-sa | ConvertTo-PodIdentityReport | Set-Content report.html</code>
/// <para>Diagnoses one service account and writes the report to a file.</para>
/// </example>
/// <example>
/// <code>Get-PodIdentityAssociation eksdemo1 | Test-PodIdentitySetup | ConvertTo-PodIdentityReport -Title "eksdemo1, every association" | Set-Content eksdemo1.html</code>
/// <para>Reports on every association of a cluster.</para>
/// </example>
/// <example>
/// <code>$checks = Test-PodIdentitySetup eksdemo1 -Namespace default -ServiceAccount aws-cli-sa
/// ConvertTo-PodIdentityReport -InputObject $checks | Set-Content report.html
/// $checks | Where-Object IsRootCause | Format-List</code>
/// <para>Keeps the checks, to report them and to look at the root cause at the console.</para>
/// </example>
[Cmdlet(VerbsData.ConvertTo, "PodIdentityReport")]
[OutputType(typeof(string))]
public sealed class ConvertToPodIdentityReportCommand : PSCmdlet
{
    private readonly List<Check> _checks = [];

    /// <summary>Checks of one or many service accounts and clusters, in any order.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public Check[] InputObject { get; set; } = [];

    /// <summary>Heading and title of the document.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Title { get; set; } = "EKS Pod Identity: diagnosis";

    /// <summary>Collects the checks: what is broken must come first.</summary>
    protected override void ProcessRecord() => _checks.AddRange(InputObject);

    /// <summary>Writes the document.</summary>
    protected override void EndProcessing() =>
        WriteObject(ReportPage.Write(_checks, Title, new ReportOrigin(DateTimeOffset.UtcNow, ModuleVersion(), PowerShellVersion())));

    private string ModuleVersion() => (MyInvocation.MyCommand.Module?.Version ?? GetType().Assembly.GetName().Version!).ToString();

    private string PowerShellVersion() =>
        (SessionState.PSVariable.GetValue("PSVersionTable") as IDictionary)?["PSVersion"]?.ToString() ?? Host.Version.ToString();
}
