using System.Text.Json.Nodes;
using PodIdentity.Engine.Tests.Support;
using PodIdentity.Lab.Bridge;

namespace PodIdentity.Engine.Tests.Diagnosis;

/// <summary>Ways to break pods and what is around them.</summary>
internal static class Breakage
{
    public static JsonObject Container(this JsonObject pod, int index = 0) => pod["spec"]!["containers"]![index]!.AsObject();

    public static JsonObject With(this JsonObject container, string variable, string? value, string? fromSecret = null)
    {
        var entry = new JsonObject { ["name"] = variable };
        if (fromSecret is null)
            entry["value"] = value;
        else
            entry["valueFrom"] = new JsonObject { ["secretKeyRef"] = new JsonObject { ["name"] = fromSecret, ["key"] = "id" } };
        ((JsonArray)(container["env"] ??= new JsonArray())).Add(entry);
        return container;
    }

    public static void Annotate(this JsonObject value, string name, string text) => ((JsonObject)(value["metadata"]!["annotations"] ??= new JsonObject()))[name] = text;

    public static void Label(this JsonObject value, string name, string text) => ((JsonObject)(value["metadata"]!["labels"] ??= new JsonObject()))[name] = text;

    public static void Mount(this JsonObject pod, string path)
    {
        pod["spec"]!["volumes"] = new JsonArray(new JsonObject { ["name"] = "more", ["emptyDir"] = new JsonObject() });
        pod.Container()["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "more", ["mountPath"] = path });
    }

    /// <summary>A second container, which sleeps, or prints a text and ends.</summary>
    public static void AddContainer(this JsonObject pod, string name, string? prints = null, string list = "containers")
    {
        pod["spec"]!["restartPolicy"] = "Never";
        ((JsonArray)(pod["spec"]![list] ??= new JsonArray())).Add(new JsonObject
        {
            ["name"] = name,
            ["image"] = "public.ecr.aws/aws-cli/aws-cli:latest",
            ["command"] = prints is null ? new JsonArray("sleep", "infinity") : new JsonArray("echo", prints),
        });
    }

    /// <summary>A pod whose container <c>app</c> has logged a text.</summary>
    public static async Task LogAsync(this EngineLab world, string text)
    {
        await world.AddPodAsync("logs", pod => pod.AddContainer("app", prints: text));
        await world.UntilAsync(() => world.RunningPods("logs").Single()["status"]!["containerStatuses"]!.AsArray().Any(s => s!["state"]?["terminated"] is not null));
    }

    /// <summary>Makes pods while there is no association, which then is made again.</summary>
    public static async Task BeforeAssociationAsync(this EngineLab world, Func<Task> make)
    {
        await world.RemoveAssociationAsync();
        await make();
        await world.AssociateAsync(EngineLab.Association());
    }

    /// <summary>A pod from a time when the webhook could not be reached, long after the association was made.</summary>
    public static async Task WithoutWebhookAsync(this EngineLab world, Func<Task> make)
    {
        const string Webhooks = "mutatingwebhookconfigurations";
        var webhook = world.Store().Get(Webhooks, null, "pod-identity-webhook")!;
        world.Store().Remove(Webhooks, null, "pod-identity-webhook");
        await world.Lab.Clock.AdvanceAsync(TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
        await make();
        var again = webhook.DeepClone().AsObject();
        again["metadata"] = new JsonObject { ["name"] = "pod-identity-webhook" };
        world.Store().Create(Webhooks, again);
    }

    public static void ChangePod(this EngineLab world, string name, Action<JsonObject> change) => world.Store().Update("pods", "default", name, change);

    /// <summary>A node of a kind, and a pod on it.</summary>
    public static async Task AddPodOnAsync(this EngineLab world, NodeKind kind)
    {
        var node = await world.Lab.World.Eks.AddNodeAsync(EngineLab.Cluster, kind, TestContext.Current.CancellationToken);
        await world.AddPodAsync("there", pod => pod["spec"]!["nodeName"] = node.NodeName, running: false);
    }

    public static Task AddPolicyAsync(this EngineLab world, string egress, string selector = "{}", string types = """["Egress"]""")
    {
        world.Store().Create("networkpolicies", new JsonObject
        {
            ["apiVersion"] = "networking.k8s.io/v1",
            ["kind"] = "NetworkPolicy",
            ["metadata"] = new JsonObject { ["name"] = "limits", ["namespace"] = "default" },
            ["spec"] = new JsonObject { ["podSelector"] = JsonNode.Parse(selector), ["policyTypes"] = JsonNode.Parse(types), ["egress"] = JsonNode.Parse(egress) },
        });
        return Task.CompletedTask;
    }

    public static Task AddDaemonSetAsync(this EngineLab world, string name, string? variable = null, string? value = null)
    {
        var container = new JsonObject { ["name"] = name, ["image"] = name };
        if (variable is not null)
            container.With(variable, value);
        world.Store().Create("daemonsets", new JsonObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "DaemonSet",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-system" },
            ["spec"] = new JsonObject
            {
                ["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["app"] = name } },
                ["template"] = new JsonObject
                {
                    ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } },
                    ["spec"] = new JsonObject { ["containers"] = new JsonArray(container) },
                },
            },
        });
        return Task.CompletedTask;
    }
}
