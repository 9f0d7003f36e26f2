using System.Text.Json.Serialization;
using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using k8s.Models;

namespace Kubernetes.ControllerRuntime.Tests;

/// <summary>A kind for tests: it asks for a size.</summary>
[KubernetesEntity(Group = "runtime.test", ApiVersion = "v1", Kind = "Gadget", PluralName = "gadgets")]
[CustomResource(ShortNames = ["gd"], Categories = ["tests"])]
public sealed class V1Gadget : IKubernetesObject, IConditioned<GadgetStatus>
{
    public string? ApiVersion { get; set; } = "runtime.test/v1";

    public string? Kind { get; set; } = "Gadget";

    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is asked for.</summary>
    public GadgetSpec Spec { get; set; } = new();

    public GadgetStatus Status { get; set; } = new();
}

/// <summary>What is asked for.</summary>
public sealed class GadgetSpec
{
    /// <summary>How large it is to be.</summary>
    public int Size { get; set; }
}

/// <summary>What was seen.</summary>
public sealed class GadgetStatus : IConditionedStatus
{
    public IList<Condition> Conditions { get; set; } = [];

    public long? ObservedGeneration { get; set; }

    /// <summary>How far it is.</summary>
    public int Progress { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(V1Gadget))]
internal sealed partial class GadgetJson : JsonSerializerContext;
