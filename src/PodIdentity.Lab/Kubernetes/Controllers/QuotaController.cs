using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api.Objects;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Keeps what is used in the status of resource quotas.</summary>
internal sealed class QuotaController(ControlLoop loop) : Controller(loop)
{
    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        if (resource is "pods" or "resourcequotas" && value.Namespace() is { } @namespace) Enqueue(@namespace);
    }

    protected override void Reconcile(string key)
    {
        foreach (var quota in View.List("resourcequotas").Where(quota => quota.Namespace() == key).ToList())
        {
            var pods = View.List("pods").Where(pod => pod.Namespace() == key).ToList();
            View.Update("resourcequotas", quota, value =>
            {
                var hard = value.At("spec", "hard");
                value["status"] = new JsonObject { ["hard"] = hard?.DeepClone() ?? new JsonObject(), ["used"] = PodQuota.Used(hard, pods) };
            });
        }
    }
}
