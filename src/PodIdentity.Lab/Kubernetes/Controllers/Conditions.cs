using System.Text.Json.Nodes;

namespace PodIdentity.Lab.Kubernetes.Controllers;

/// <summary>The conditions list of a status.</summary>
internal static class Conditions
{
    /// <summary>Sets a condition; its transition time moves only when its status does.</summary>
    public static void Set(JsonObject status, TimeProvider clock, string type, bool isTrue, string? reason = null, string? message = null)
    {
        var list = status.ChildList("conditions");
        var condition = list.OfType<JsonObject>().FirstOrDefault(known => known.Text("type") == type);
        if (condition is null) list.Add(condition = new JsonObject { ["type"] = type });

        var value = isTrue ? "True" : "False";
        if (condition.Text("status") != value)
        {
            condition["status"] = value;
            condition["lastTransitionTime"] = clock.Timestamp();
        }

        SetOrRemove("reason", reason);
        SetOrRemove("message", message);

        void SetOrRemove(string name, string? text)
        {
            if (text is null) condition.Remove(name);
            else condition[name] = text;
        }
    }
}
