using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PodIdentity.Lab.Traffic;

namespace PodIdentity.Lab.Tests.World;

/// <summary>What a pod sees when EKS Auth or the agent on its node fails: the built-in <c>aws</c> and the machine's own say the same.</summary>
public sealed partial class RobustnessPodFaultTests
{
    private const string Endpoint = "\"http://169.254.170.23/v1/credentials\"";
    private const string Non200 = "Received non 200 response ";
    private const string Closed = "Received error when attempting to retrieve container metadata: ";

    private static readonly FaultRule EksAuth = new() { Service = "eks-auth", Operation = "AssumeRoleForPodIdentity" };
    private static readonly FaultRule Agent = new() { Service = "agent", Operation = "GetCredentials" };

    /// <summary>The rule; whether the machine's <c>aws</c>, which takes seconds, is asked too; what is told; requests to EKS Auth: the program asks
    /// three times, and the agent for each of them three times when the next attempt may succeed.</summary>
    private static readonly (FaultRule Rule, bool AskMachine, string Told, int? Requests)[] Cases =
    [
        (EksAuth with { Status = 429 }, true, Non200 + "429 from container metadata: [ID]: (ThrottlingException): Rate exceeded, fault: client", 9),
        (EksAuth with { Status = 400, Code = "ThrottlingException" }, false, Non200 + "400 from container metadata: [ID]: (ThrottlingException): The request was refused., fault: client", 9),
        (EksAuth with { Status = 400, Code = "AccessDeniedException" }, false, Non200 + "400 from container metadata: [ID]: (AccessDeniedException): The request was refused., fault: client", 3),
        (EksAuth with { Status = 500 }, false, Non200 + "500 from container metadata: [ID]: (InternalServerException): An internal error occurred., fault: server", 9),
        (EksAuth with { Status = 503 }, false, Non200 + "503 from container metadata: [ID]: (ServiceUnavailableException): Service Unavailable, fault: server", 9),
        (EksAuth with { Status = 418, Code = "Teapot" }, false, Non200 + "418 from container metadata: [ID]: (Teapot): The request was refused., fault: unknown", 3),
        (EksAuth with { Drop = true }, true, Non200 + "500 from container metadata: []", 9),
        (Agent with { Status = 503 }, false, Non200 + "503 from container metadata: Service Unavailable", 0),
        (Agent with { Drop = true }, true, Closed + "Connection was closed before we received a valid response from endpoint URL: " + Endpoint + ".", 0),
        // Last: the agent goes on after the program has lost patience.
        (EksAuth with { DelayMilliseconds = 60_000 }, true, Closed + "Read timeout on endpoint URL: " + Endpoint, null),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Fault_that_lasts_is_told(bool machine)
    {
        await using var lab = await StartAsync(machine);
        foreach (var (rule, _, told, requests) in Cases.Where(each => each.AskMachine || !machine))
        {
            lab.Lab.Traffic.Faults.Clear();
            lab.Lab.Traffic.Log.Clear();
            lab.Lab.Traffic.Faults.Add(rule);

            var run = await lab.ExecAsync("app", "aws", "s3", "ls");

            Assert.Equal("Error when retrieving credentials from container-role: Error retrieving metadata: " + told, RequestId().Replace(run.Error, "ID").Trim());
            Assert.Equal(255, run.ExitCode);
            if (requests is not null)
                Assert.Equal((requests, 3), (Count(lab, "AssumeRoleForPodIdentity"), Count(lab, "GetCredentials")));
        }
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(0, true)]
    public async Task Fault_that_passes_is_not_seen_by_the_pod(int status, bool drop)
    {
        await using var lab = await StartAsync(machine: false);
        lab.Lab.Traffic.Faults.Add(new FaultRule { Service = "eks-auth", Operation = "AssumeRoleForPodIdentity", Status = status, Drop = drop, Count = 2 });

        var run = await lab.ExecAsync("app", "aws", "sts", "get-caller-identity");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.StartsWith("arn:aws:sts::111122223333:assumed-role/reader/eks-eksdemo1-app-", (string?)JsonNode.Parse(run.Output)!["Arn"], StringComparison.Ordinal);
        Assert.Equal((3, 1), (Count(lab, "AssumeRoleForPodIdentity"), Count(lab, "GetCredentials")));
    }

    private static async Task<JudgedLab> StartAsync(bool machine)
    {
        var lab = await JudgedLab.StartAsync(new LabOptions { AwsCli = machine });
        await lab.InstallAgentAsync();
        await lab.CreateRoleAsync("reader");
        await lab.AssociateAsync("default", "reader");
        await lab.RunPodAsync("app", "default");
        return lab;
    }

    private static int Count(JudgedLab lab, string operation) => lab.Lab.Traffic.Log.ToList().Count(request => request.Operation == operation);

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex RequestId();
}
