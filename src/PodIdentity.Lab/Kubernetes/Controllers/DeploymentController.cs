using System.Globalization;
using System.Text.Json.Nodes;
using PodIdentity.Lab.Kubernetes.Api;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>Rolls a deployment's template out through replica sets: a new one grows as the old ones shrink.</summary>
internal sealed class DeploymentController(ControlLoop loop, Creating creating, EventRecorder events)
    : WorkloadController(loop, "deployments", "Deployment", "replicasets", creating, events)
{
    private const string HashLabel = "pod-template-hash";
    private const string RevisionAnnotation = "deployment.kubernetes.io/revision";

    protected override void Reconcile(string key, JsonObject owner)
    {
        var all = Owned(owner).ToList();
        var newest = all.Find(set => SameTemplate(set, owner));
        if (newest is null)
        {
            if (owner.Flag("spec", "paused") == true) return;
            newest = CreateReplicaSet(owner, all);
        }

        var old = all.Where(set => set.Uid() != newest.Uid()).ToList();
        newest = MarkNewest(owner, newest, old);
        if (owner.Flag("spec", "paused") != true)
        {
            if (owner.Text("spec", "strategy", "type") == "Recreate") Recreate(owner, newest, old);
            else Roll(owner, newest, old);
        }

        DropHistory(owner, old);
        WriteStatus(owner, [.. Owned(owner)], newest.Uid());
    }

    private static bool SameTemplate(JsonObject set, JsonObject deployment)
    {
        var template = set.At("spec", "template")!.DeepClone();
        (template.At("metadata", "labels") as JsonObject)?.Remove(HashLabel);
        return JsonNode.DeepEquals(template, deployment.At("spec", "template"));
    }

    private JsonObject CreateReplicaSet(JsonObject owner, List<JsonObject> all)
    {
        var template = (JsonObject)owner.At("spec", "template")!.DeepClone();
        var hash = PodTemplate.Hash(template);
        template.Child("metadata").Child("labels")[HashLabel] = hash;
        var selector = ((JsonObject)owner.At("spec", "selector")!).Copy();
        selector.Child("matchLabels")[HashLabel] = hash;
        var name = $"{owner.Name()}-{hash}";
        if (all.Any(set => set.Name() == name)) name += "-" + PodTemplate.RandomSuffix();
        return View.Create("replicasets", new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "ReplicaSet",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = owner.Namespace(),
                ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                ["ownerReferences"] = new JsonArray(PodTemplate.OwnerReference(owner, "apps/v1", Kind)),
            },
            ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = template },
            ["status"] = new JsonObject { ["replicas"] = 0 },
        });
    }

    private JsonObject MarkNewest(JsonObject owner, JsonObject newest, List<JsonObject> old)
    {
        var revision = Math.Max(Revision(newest), old.Select(Revision).DefaultIfEmpty(0).Max() + 1).ToString(CultureInfo.InvariantCulture);
        SetRevision("replicasets", newest);
        SetRevision("deployments", owner);
        return View.Get("replicasets", ClusterView.Key(newest)) ?? newest;

        void SetRevision(string resource, JsonObject value)
        {
            if (value.Annotation(RevisionAnnotation) != revision)
                View.Update(resource, value, changed => changed.Child("metadata").Child("annotations")[RevisionAnnotation] = revision);
        }
    }

    private static int Revision(JsonObject set) =>
        int.TryParse(set.Annotation(RevisionAnnotation), CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    private void Recreate(JsonObject owner, JsonObject newest, List<JsonObject> old)
    {
        foreach (var set in old) Scale(owner, set, 0);
        if (old.All(set => !View.OwnedBy(set.Uid(), "pods").Any())) Scale(owner, newest, Desired(owner));
    }

    private void Roll(JsonObject owner, JsonObject newest, List<JsonObject> old)
    {
        var desired = Desired(owner);
        var limits = owner.At("spec", "strategy", "rollingUpdate");
        var surge = PodTemplate.Share(limits.At("maxSurge"), desired, Math.Max(1, (desired + 3) / 4), roundUp: true);
        var unavailable = PodTemplate.Share(limits.At("maxUnavailable"), desired, desired / 4, roundUp: false);
        if (surge == 0 && unavailable == 0) unavailable = 1;

        var total = Desired(newest) + old.Sum(Desired);
        var room = Math.Max(0, desired + surge - total);
        var target = old.Count == 0 || Desired(newest) > desired ? desired : Math.Min(desired, Desired(newest) + room);
        newest = Scale(owner, newest, target);

        // Old pods that serve nobody may always go; others only while enough are available.
        foreach (var set in old.Where(set => Desired(set) > 0))
        {
            var idle = Desired(set) - Available(set);
            if (idle > 0) Scale(owner, set, Desired(set) - Math.Min(idle, Surplus(includeIdle: true)));
        }

        foreach (var set in Refresh(old).Where(set => Desired(set) > 0))
        {
            var surplus = Math.Min(Desired(set), Surplus(includeIdle: false));
            if (surplus > 0) Scale(owner, set, Desired(set) - surplus);
        }

        int Surplus(bool includeIdle)
        {
            var sets = Refresh(old);
            var least = desired - unavailable;
            return includeIdle
                ? Math.Max(0, Desired(newest) + sets.Sum(Desired) - least - (Desired(newest) - Math.Min(Desired(newest), Available(newest))))
                : Math.Max(0, Math.Min(Desired(newest), Available(newest)) + sets.Sum(set => Math.Min(Desired(set), Available(set))) - least);
        }
    }

    private IEnumerable<JsonObject> Refresh(IEnumerable<JsonObject> sets) =>
        sets.Select(set => View.Get("replicasets", ClusterView.Key(set))).OfType<JsonObject>();

    private int Available(JsonObject set) => ActivePods(set).Count(IsReady);

    private JsonObject Scale(JsonObject owner, JsonObject set, int replicas)
    {
        var desired = Desired(owner).ToString(CultureInfo.InvariantCulture);
        return View.Update("replicasets", set, value =>
        {
            value.Child("spec")["replicas"] = replicas;
            value.Child("metadata").Child("annotations")["deployment.kubernetes.io/desired-replicas"] = desired;
        }) ?? set;
    }

    private void DropHistory(JsonObject owner, List<JsonObject> old)
    {
        var kept = (int)(owner.Number("spec", "revisionHistoryLimit") ?? 10);
        var idle = old.Where(set => Desired(set) == 0 && !View.OwnedBy(set.Uid(), "pods").Any()).OrderByDescending(Revision);
        foreach (var set in idle.Skip(kept).ToList()) View.Remove("replicasets", set);
    }

    private void WriteStatus(JsonObject owner, List<JsonObject> sets, string newestUid)
    {
        var newest = sets.Find(set => set.Uid() == newestUid);
        var desired = Desired(owner);
        var replicas = sets.Sum(set => ActivePods(set).Count);
        var available = sets.Sum(Available);
        var updated = newest is null ? 0 : ActivePods(newest).Count;
        var complete = updated == desired && replicas == desired && available == desired;
        var limits = owner.At("spec", "strategy", "rollingUpdate");
        var least = desired - PodTemplate.Share(limits.At("maxUnavailable"), desired, desired / 4, roundUp: false);

        WriteStatus(owner, status =>
        {
            status["replicas"] = replicas;
            status["updatedReplicas"] = updated;
            status["readyReplicas"] = available;
            status["availableReplicas"] = available;
            status["unavailableReplicas"] = Math.Max(0, desired - available);
            Conditions.Set(
                status, Loop.Clock, "Available", available >= least,
                available >= least ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                available >= least ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
            Conditions.Set(
                status, Loop.Clock, "Progressing", true,
                complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                $"ReplicaSet \"{newest?.Name()}\" {(complete ? "has successfully progressed." : "is progressing.")}");
        });
    }

    public override void Observe(string resource, JsonObject value, JsonObject? previous, bool deleted)
    {
        base.Observe(resource, value, previous, deleted);

        // A pod's readiness decides how far a rollout may go, before its replica set has counted it.
        if (resource == "pods" && value.ControllerUid() is { } set)
        {
            var owner = View.List("replicasets").FirstOrDefault(candidate => candidate.Uid() == set);
            if (owner?.Items("metadata", "ownerReferences").FirstOrDefault(reference => reference.Text("kind") == Kind) is { } deployment)
                Enqueue(ClusterView.Key(value.Namespace(), deployment.Text("name")!));
        }
    }
}
