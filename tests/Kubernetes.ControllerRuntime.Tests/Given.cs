using Kubernetes.ControllerRuntime.Metrics;
using Prometheus;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

/// <summary>Objects that tests begin with.</summary>
internal static class Given
{
    public static readonly EntityKey Key = new("ns", "one");

    public static RuntimeMetrics Metrics() => new(new CollectorRegistry());

    public static V1Gadget Gadget(string name = "one", params string[] finalizers) => new()
    {
        Metadata = new V1ObjectMeta { Name = name, NamespaceProperty = "ns", Finalizers = [.. finalizers] },
        Spec = new GadgetSpec { Size = 1 },
    };
}
