using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PodIdentity.Lab.Aws;
using PodIdentity.Lab.Aws.Eks;
using PodIdentity.Lab.Aws.EksAuth;

namespace PodIdentity.Lab.Tests.Eks;

/// <summary>EKS and EKS Auth of one account with cluster eksdemo1, between a fake IAM and a fake cluster.</summary>
internal sealed class EksLab
{
    public static readonly Caller Admin = new()
    {
        Arn = "arn:aws:iam::111122223333:user/admin",
        UserId = "AIDAEXAMPLE",
        AccountId = "111122223333",
    };

    public EksLab(LabOptions? options = null)
    {
        options ??= new LabOptions();
        State = new EksState(options, Clock, name => new ClusterSeed(
            "arn:aws:iam::111122223333:role/eksClusterRole", NodeRoleArn, NodeFleet.Make(name, options, NodeRoleArn)));
        State.Attach(Cluster);
        Eks = new EksService(State, Iam);
        EksAuth = new EksAuthService(State, Iam);
    }

    public const string NodeRoleArn = "arn:aws:iam::111122223333:role/eksctl-eksdemo1-nodegroup-NodeInstanceRole-1QK7T0XWZP3M";

    public LabClock Clock { get; } = new();

    public FakeIam Iam { get; } = new();

    public FakeCluster Cluster { get; } = new("eksdemo1");

    public EksState State { get; }

    public EksService Eks { get; }

    public EksAuthService EksAuth { get; }

    /// <summary>Calls EKS and gives its body; an error is the exception that the service threw.</summary>
    public Task<JsonNode> Call(string method, string target, string body = "") => Call(Eks, method, target, body);

    public static async Task<JsonNode> Call(IAwsService service, string method, string target, string body = "")
    {
        var response = await service.HandleAsync(Request(method, target, body), CancellationToken.None);
        Assert.Equal(200, response.Status);
        return JsonNode.Parse(response.Body)!;
    }

    /// <summary>Calls EKS where it must refuse; gives <c>status type: text</c>.</summary>
    public Task<string> Refusal(string method, string target, string body = "") => Refusal(Eks, method, target, body);

    public static async Task<string> Refusal(IAwsService service, string method, string target, string body = "")
    {
        var error = await Assert.ThrowsAsync<AwsException>(() => service.HandleAsync(Request(method, target, body), CancellationToken.None));
        return $"{error.Status} {error.Code}: {error.Message}";
    }

    /// <summary>Lets the work that add-ons asked of Kubernetes end.</summary>
    public async Task Settle()
    {
        await State.Find("eksdemo1")!.KubernetesWork.ContinueWith(_ => { }, TaskScheduler.Default);
        Clock.Advance(TimeSpan.FromSeconds(1));
    }

    public static AwsRequest Request(string method, string target, string body)
    {
        var http = new DefaultHttpContext();
        var question = target.IndexOf('?', StringComparison.Ordinal);
        http.Request.Method = method;
        http.Request.QueryString = new QueryString(question < 0 ? "" : target[question..]);
        http.Features.Get<IHttpRequestFeature>()!.RawTarget = target;
        return new AwsRequest(http, Encoding.UTF8.GetBytes(body), Admin, Guid.NewGuid().ToString());
    }
}
