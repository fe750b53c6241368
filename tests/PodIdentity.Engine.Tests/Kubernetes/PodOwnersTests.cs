using System.Net;
using k8s;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;

namespace PodIdentity.Engine.Tests.Kubernetes;

/// <summary>Owners of kinds that the lab does not have, from a server that answers as told.</summary>
public class PodOwnersTests
{
    [Fact]
    public async Task A_jobs_pods_belong_to_its_cron_job() => Assert.Equal(
        "CronJob nightly",
        await TopAsync("batch/v1", "Job", """{"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"owner","ownerReferences":[{"apiVersion":"batch/v1","kind":"CronJob","name":"nightly","uid":"u","controller":true}]}}"""));

    [Fact]
    public async Task A_replica_set_may_belong_to_what_is_no_deployment() => Assert.Equal(
        "Rollout shop",
        await TopAsync("apps/v1", "ReplicaSet", """{"apiVersion":"apps/v1","kind":"ReplicaSet","metadata":{"name":"owner","ownerReferences":[{"apiVersion":"argoproj.io/v1alpha1","kind":"Rollout","name":"shop","uid":"u","controller":true}]}}"""));

    [Fact]
    public async Task A_job_that_may_not_be_read_is_still_a_job() => Assert.Equal("Job owner", await TopAsync("batch/v1", "Job", "{}", HttpStatusCode.Forbidden));

    private static async Task<string> TopAsync(string apiVersion, string kind, string answer, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var canned = new Canned(answer, status);
        using var client = new k8s.Kubernetes(new KubernetesClientConfiguration { Host = "http://127.0.0.1:1" }, canned);
        var pod = new V1Pod
        {
            Metadata = new V1ObjectMeta { Name = "p", OwnerReferences = [new V1OwnerReference { ApiVersion = apiVersion, Kind = kind, Name = "owner", Uid = "u", Controller = true }] },
        };
        var groups = await PodOwners.GroupAsync(client, "default", [pod, pod], TestContext.Current.CancellationToken);
        var (owner, pods) = Assert.Single(groups);
        Assert.Equal((2, 1), (pods.Count, canned.Asked));
        return owner.ToString();
    }

    private sealed class Canned(string body, HttpStatusCode status) : DelegatingHandler
    {
        public int Asked { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"), RequestMessage = request });
        }
    }
}
