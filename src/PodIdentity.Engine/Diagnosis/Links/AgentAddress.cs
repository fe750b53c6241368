using System.Net;
using k8s.Models;
using PodIdentity.Engine.Kubernetes;
using PodIdentity.Engine.Waiting;

namespace PodIdentity.Engine.Diagnosis.Links;

/// <summary>Where a pod finds its agent.</summary>
internal static class AgentAddress
{
    public const int Port = 80;

    private static readonly IPAddress Ipv4 = IPAddress.Parse("169.254.170.23");
    private static readonly IPAddress Ipv6 = IPAddress.Parse("fd00:ec2::23");

    /// <summary>By the variable of its containers; the IPv4 address for a pod that has none.</summary>
    public static IPAddress Of(V1Pod pod) =>
        InjectedPod.Containers(pod).Any(c => c.Env?.Any(v => v.Name == Effectiveness.InjectedVariable && v.Value?.Contains('[') == true) == true) ? Ipv6 : Ipv4;

    /// <summary>Whether a range such as <c>169.254.0.0/16</c> holds the address.</summary>
    public static bool IsIn(this IPAddress address, string? range) =>
        IPNetwork.TryParse(range, out var network) && network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address);
}
