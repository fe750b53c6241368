using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes;
using PodIdentity.Lab.Tests.Aws;

namespace PodIdentity.Lab.Tests.World;

/// <summary>Ten thousand requests, right ones and spoilt ones, many at once: each is answered in time, none breaks the lab.</summary>
public sealed class RobustnessTests
{
    private const int Seed = 20261124;
    private const int AtOnce = 16;
    private const string TokenPath = "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount/eks-pod-identity-token";

    private readonly ConcurrentDictionary<(string Service, int Status), int> _answers = new();
    private readonly ConcurrentQueue<string> _failures = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_odd_requests_are_answered_in_time()
    {
        await using var lab = await Lab.StartAsync(new LabOptions { PodStartDelay = TimeSpan.FromMilliseconds(1), AddonDelay = TimeSpan.FromMilliseconds(20) }, Cancellation);
        using var client = new RobustnessClient(lab);
        var instance = lab.World.Eks.Clusters.First().Nodes[0].InstanceId;
        var metadataToken = await MetadataTokenAsync(lab, instance);

        var (association, podToken) = await PrepareAsync(lab);
        await PlayAsync(client, 0, 8000, change => change.Pick(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2) switch
        {
            0 => RobustnessAws.Next(change, association, podToken),
            1 => RobustnessKubernetes.Next(change),
            _ => RobustnessOthers.Metadata(change, instance, metadataToken),
        });
        await AssertWorksAsync(lab);

        lab.World.Reset();
        (_, podToken) = await PrepareAsync(lab);
        client.Agent = lab.Addresses.AgentEndpoint;
        await PlayAsync(client, 8000, 1000, change => RobustnessOthers.Agent(change, podToken));
        await AssertWorksAsync(lab);

        await PlayAsync(client, 9000, 1000, change => RobustnessOthers.Admin(change, lab.Addresses.AdminToken));
        lab.World.Reset();
        await AssertWorksAsync(lab);
        await PrepareAsync(lab);

        // Refused at the door would prove nothing.
        foreach (var service in (string[])["iam", "sts", "eks", "eks-auth", "s3", "kubernetes", "metadata", "agent", "admin"])
        {
            Assert.InRange(Count(service, 200), service == "eks-auth" ? 0 : 50, 10_000);
            Assert.InRange(Count(service, 400), 50, 10_000);
        }

        Assert.InRange(_answers.Where(answer => answer.Key.Status < 300).Sum(answer => answer.Value), 3000, 10_000);
    }

    private int Count(string service, int from) => _answers.Where(answer => answer.Key.Service == service && answer.Key.Status >= from && answer.Key.Status < from + 100).Sum(answer => answer.Value);

    private async Task PlayAsync(RobustnessClient client, int first, int count, Func<RobustnessMutation, OddRequest> next)
    {
        await Parallel.ForAsync(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancellation }, async (number, _) =>
        {
            if (_failures.Count >= 5)
                return;
            var request = next(new RobustnessMutation(new Random(SeedOf(number))));
            string? failure = null;
            try
            {
                var status = await client.SendAsync(request);
                _answers.AddOrUpdate((request.Service, status), 1, (_, known) => known + 1);
                if (!IsGood(request.Service, status))
                    failure = $"status {status}";
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException or TimeoutException or IOException)
            {
                failure = $"{error.GetType().Name}: {error.Message}";
            }

            if (failure is not null)
                _failures.Enqueue($"Seed {Seed}, request {number}: {failure}\n{request}");
        });
        Assert.True(_failures.IsEmpty, string.Join("\n----\n", _failures));
    }

    /// <summary>A request is the same whatever was sent before it.</summary>
    private static int SeedOf(int number) => Seed + (number * 7919);

    /// <summary>S3 has operations that the lab has not; a version of the future is waited for in vain.</summary>
    private static bool IsGood(string service, int status) => status < 500 || (service, status) is ("s3", 501) or ("kubernetes", 504);

    /// <summary>A role, its association, the agent, and a pod that has a token.</summary>
    private static async Task<(string Association, string PodToken)> PrepareAsync(Lab lab)
    {
        var client = AwsClient(lab);
        Assert.Equal(200, (await client.QueryAsync("iam", "CreateRole", ("RoleName", "app"), ("AssumeRolePolicyDocument", JudgedLab.Trust))).Status);
        var created = await client.SendAsync(HttpMethod.Post, "eks", "/clusters/eksdemo1/pod-identity-associations",
            """{"namespace":"default","serviceAccount":"default","roleArn":"arn:aws:iam::111122223333:role/app"}""", "application/json");
        Assert.True(created.Status == 200, created.Body);
        Assert.Equal(200, (await client.SendAsync(HttpMethod.Post, "eks", "/clusters/eksdemo1/addons", """{"addonName":"eks-pod-identity-agent"}""", "application/json")).Status);
        using var http = KubernetesClient(lab);
        using var pod = new StringContent(
            """{"apiVersion":"v1","kind":"Pod","metadata":{"name":"steady"},"spec":{"containers":[{"name":"main","image":"amazon/aws-cli","command":["sleep","infinity"]}]}}""", Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync("/api/v1/namespaces/default/pods", pod, Cancellation);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        var store = lab.Clusters["eksdemo1"].Store;
        await Pods.PodWorld.UntilAsync(() => store.Get("pods", "default", "steady").Text("status", "phase") == "Running");
        await Pods.PodWorld.UntilAsync(() => store.Get("daemonsets", "kube-system", JudgedLab.Agent).Number("status", "numberReady") == 2);
        return (JsonNode.Parse(created.Body).Text("association", "associationId")!, await ReadTokenAsync(lab));
    }

    private static async Task AssertWorksAsync(Lab lab)
    {
        var identity = await AwsClient(lab).QueryAsync("sts", "GetCallerIdentity");
        Assert.Equal("arn:aws:iam::111122223333:user/lab-admin", identity["Arn"]);
        using var http = KubernetesClient(lab);
        var pods = JsonNode.Parse(await http.GetStringAsync("/api/v1/pods", Cancellation));
        Assert.Equal("PodList", pods.Text("kind"));
    }

    private static SignedClient AwsClient(Lab lab) => new(lab.Addresses.AwsEndpoint, lab.Addresses.AccessKeyId, lab.Addresses.SecretAccessKey, null);

    private static HttpClient KubernetesClient(Lab lab)
    {
        var client = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator }) { BaseAddress = lab.Addresses.KubernetesEndpoint };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + lab.Addresses.AdminToken);
        return client;
    }

    private static async Task<string> MetadataTokenAsync(Lab lab, string instance)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Put, new Uri(lab.Addresses.MetadataEndpoint, $"/nodes/{instance}/latest/api/token"));
        request.Headers.Add("X-aws-ec2-metadata-token-ttl-seconds", "21600");
        using var answer = await http.SendAsync(request, Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<string> ReadTokenAsync(Lab lab)
    {
        using var socket = new ClientWebSocket();
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
        socket.Options.SetRequestHeader("Authorization", "Bearer " + lab.Addresses.AdminToken);
        var address = new UriBuilder(lab.Addresses.KubernetesEndpoint!) { Scheme = "wss", Path = "/api/v1/namespaces/default/pods/steady/exec", Query = $"command=cat&command={TokenPath}&stdout=true&stderr=true" };
        await socket.ConnectAsync(address.Uri, Cancellation);
        using var output = new MemoryStream();
        var frame = new byte[16 * 1024];
        while (await socket.ReceiveAsync(frame, Cancellation) is { MessageType: not WebSocketMessageType.Close, Count: > 0 } part)
        {
            if (frame[0] == 1)
                output.Write(frame, 1, part.Count - 1);
        }

        var token = Encoding.UTF8.GetString(output.ToArray());
        Assert.Equal(3, token.Split('.').Length);
        return token;
    }
}
