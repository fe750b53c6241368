using PodIdentity.Tests.Support;
namespace PodIdentity.Tests;
public class Scratch
{
    [Fact]
    public void Look()
    {
        using var engine = new FakeEngine();
        using var host = new ModuleHost();
        void P(string s) { TestContext.Current.SendDiagnosticMessage(s); Console.Error.WriteLine(s); }
        P(host.Show("Get-Command -Module PodIdentity"));
        P(host.Show("Get-EksPodIdentityAgent eksdemo1"));
        P(host.Show("(Get-EksPodIdentityAgent eksdemo1).Nodes; (Get-EksPodIdentityAgent eksdemo1).HealthIssues"));
        P(host.Show("New-PodIdentityRole r"));
        P(host.Show("New-PodIdentityRole r|New-PodIdentityAssociation eksdemo1 -Namespace a -ServiceAccount longer-service-account"));
        P(host.Show("Test-PodS3Access eksdemo1 -Namespace a -ServiceAccount x"));
        P(host.Show("$x", ("x", Sample.Allowed())));
        P(host.Show("Remove-PodIdentitySetup eksdemo1 -Namespace a -ServiceAccount x -Confirm:$false"));
        P(host.Show("Remove-PodIdentitySetup eksdemo1 -Namespace a -ServiceAccount x -WhatIf"));
        engine.OnCall = (_, _, _) => throw new PodIdentityException("ClusterNotFound", ErrorKind.ObjectNotFound, "eksdemo9", "No cluster eksdemo9 in us-east-1.", "Check the name.");
        P(host.Show("try { Get-EksPodIdentityAgent eksdemo9 -EA Stop } catch { $_ }"));
        P(host.Show("Get-Help Get-EksPodIdentityAgent"));
    }
}
