using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Tests.Aws;

/// <summary>boto3 plays the same scenario against the lab and against moto, a second reading of the IAM and STS APIs.</summary>
public sealed class MotoComparisonTests(AwsLab fixture) : IClassFixture<AwsLab>
{
    // Where moto does otherwise than AWS, or words it otherwise; what the lab must say there instead.
    private static readonly Dictionary<string, string> LabIsRight = new()
    {
        ["create with bad trust"] = "400 MalformedPolicyDocument Syntax errors in policy.",
        ["get missing"] = "404 NoSuchEntity The role with name none cannot be found.",
        ["put malformed"] = "400 MalformedPolicyDocument Policy statement must contain resources.",
        ["inline missing"] = "404 NoSuchEntity The role policy with name none cannot be found.",
        ["create again"] = "409 EntityAlreadyExists Role with name app already exists.",
        ["delete again"] = "404 NoSuchEntity The role with name app cannot be found.",
        ["delete in use"] = "409 DeleteConflict Cannot delete entity, must detach all policies first.",
        ["attach missing"] = "404 NoSuchEntity Policy arn:aws:iam::aws:policy/NoSuchPolicy does not exist or is not attachable.",
        ["detach again"] = "404 NoSuchEntity Policy arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess was not found.",
        ["profile get missing"] = "404 NoSuchEntity Instance Profile none cannot be found.",
        ["profile delete again"] = "404 NoSuchEntity Instance Profile app cannot be found.",
        ["update missing"] = "404 NoSuchEntity The role with name none cannot be found.",
        ["describe missing"] = "404 NoSuchEntity The role with name none cannot be found.",
        ["no policy version"] = "404 NoSuchEntity Policy arn:aws:iam::<account>:policy/own version v9 does not exist or is not attachable.",
        ["entities of no policy"] = "404 NoSuchEntity Policy arn:aws:iam::<account>:policy/ownx was not found.",
        ["delete policy again"] = "404 NoSuchEntity Policy arn:aws:iam::<account>:policy/own was not found.",
        ["policy again"] = "409 EntityAlreadyExists A policy called own already exists. Duplicate names are not allowed.",
    };

    [Fact]
    public async Task IAM_and_STS_answer_as_moto_does_where_moto_is_right()
    {
        RealClients.Find("moto_server");
        await RealClients.RequireBoto3Async("boto3");
        var lab = await PlayAsync(fixture.Lab.Addresses.AwsEndpoint, fixture.Lab.Addresses.AccessKeyId, fixture.Lab.Addresses.SecretAccessKey, "--model");
        using var moto = await StartMotoAsync();
        JsonArray other;
        try
        {
            other = await PlayAsync(moto.Address, "test", "test");
        }
        finally
        {
            moto.Process.Kill(entireProcessTree: true);
        }

        Assert.Equal(other.Count, lab.Count);
        Assert.All(lab.Zip(other), pair =>
        {
            var step = (string)pair.First!["step"]!;
            if (LabIsRight.TryGetValue(step, out var right))
                Assert.Equal(right, $"{pair.First["status"]} {pair.First["result"]!["Code"]} {pair.First["result"]!["Message"]}");
            else
                Assert.Equal($"{step}: {pair.Second!.ToJsonString()}", $"{step}: {pair.First.ToJsonString()}");
        });
    }

    private static async Task<JsonArray> PlayAsync(Uri endpoint, string accessKeyId, string secret, params string[] arguments)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Aws", "iam_scenario.py");
        var (code, output, error) = await RealClients.RunAsync("python3", [script, .. arguments], endpoint, accessKeyId, secret);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!.AsArray();
    }

    private static async Task<Moto> StartMotoAsync()
    {
        var start = new ProcessStartInfo(RealClients.Find("moto_server")) { RedirectStandardError = true, RedirectStandardOutput = true };
        var port = FreePort();
        start.ArgumentList.Add("-p");
        start.ArgumentList.Add(port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        start.Environment["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true";
        var process = Process.Start(start)!;
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var http = new HttpClient();
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                await http.GetAsync(new Uri($"http://127.0.0.1:{port}/moto-api/"));
                return new Moto(process, new Uri($"http://127.0.0.1:{port}"));
            }
            catch (HttpRequestException)
            {
                await Task.Delay(100);
            }
        }

        process.Kill(entireProcessTree: true);
        throw new TimeoutException("moto_server does not answer.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Moto(Process Process, Uri Address) : IDisposable
    {
        public void Dispose() => Process.Dispose();
    }
}
