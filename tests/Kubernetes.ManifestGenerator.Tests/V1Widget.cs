using System.Text.Json;
using System.Text.Json.Serialization;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using Kubernetes.ControllerRuntime.Rbac;
using Kubernetes.CustomResources;
using k8s.Models;

namespace Kubernetes.ManifestGenerator.Tests;

/// <summary>Something with one field of each form: for <see cref="SchemaTests"/> and <c>kubectl explain</c>.</summary>
[KubernetesEntity(Group = "generator.test", ApiVersion = "v1", Kind = "Widget", PluralName = "widgets")]
[CustomResource(ShortNames = ["wi"], Categories = ["tests"])]
[PrinterColumn("Ready", ".status.conditions[?(@.type==\"Ready\")].status")]
[PrinterColumn("Age", ".metadata.creationTimestamp", "date", Priority = 1)]
public sealed class V1Widget : IKubernetesObject, IConditioned<WidgetStatus>
{
    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is asked for.</summary>
    [Schema(Required = true)]
    public WidgetSpec Spec { get; set; } = new();

    /// <summary>What was seen, written by the controller alone.</summary>
    public WidgetStatus Status { get; set; } = new();
}

/// <summary>What is asked for, whole.</summary>
[ValidationRule("!has(self.upper) || self.lower <= self.upper", "lower must not exceed upper: raise upper or lower lower")]
public sealed record WidgetSpec
{
    /// <summary>A number that is always there.</summary>
    [Schema(Required = true)]
    public int Lower { get; init; }

    /// <summary>Not below <see cref="Lower"/>.</summary>
    [Schema(Minimum = 0, Maximum = 2.5)]
    public double? Upper { get; init; }

    /// <summary>How it looks.</summary>
    public Finish? Finish { get; init; }

    /// <summary>A name that cannot change.</summary>
    [Schema(Pattern = "^[a-z]+$", MinLength = 2, MaxLength = 20, DefaultJson = "\"plain\"")]
    [ValidationRule("self == oldSelf", "the label is for life: make another widget")]
    public string? Label { get; init; }

    /// <summary>Parts, told apart by name.</summary>
    [Schema(ListMapKey = "name", MinItems = 1, MaxItems = 3)]
    public IList<WidgetPart>? Parts { get; init; }

    /// <summary>Amounts by name, as text or number.</summary>
    public IDictionary<string, Quantity>? Amounts { get; init; }

    /// <summary>Anything at all.</summary>
    public JsonElement? Anything { get; init; }

    /// <summary>Times.</summary>
    public IReadOnlyList<DateTimeOffset>? Times { get; init; }

    /// <summary>Called otherwise in YAML.</summary>
    [JsonPropertyName("class")]
    public string? ClassName { get; init; }

    /// <summary>Not in YAML.</summary>
    [JsonIgnore]
    public string? Hidden { get; init; }

    /// <summary>Not in YAML either.</summary>
    public bool IsSmall => Lower < 10;
}

/// <summary>A part.</summary>
public sealed record WidgetPart
{
    /// <summary>Its name.</summary>
    [Schema(Required = true)]
    public string Name { get; init; } = "";

    /// <summary>Whether it may be left out.</summary>
    [Schema(DefaultJson = "false")]
    public bool Optional { get; init; }
}

/// <summary>How a widget looks.</summary>
public enum Finish
{
    /// <summary>As it came.</summary>
    Raw,

    /// <summary>By hand, to a shine.</summary>
    Polished,
}

/// <summary>What was seen.</summary>
public sealed class WidgetStatus : IConditionedStatus
{
    /// <inheritdoc />
    public IList<Condition> Conditions { get; set; } = [];

    /// <inheritdoc />
    public long? ObservedGeneration { get; set; }
}

[EntityRbac(typeof(V1Job), typeof(V1Pod), Verbs = RbacVerb.Observe | RbacVerb.Create)]
[EntityRbac(typeof(V1Pod), SubResource = "log", Verbs = RbacVerb.Get)]
[EntityRbac(typeof(V1Pod), Verbs = RbacVerb.Delete)]
internal sealed class WidgetController : IEntityController<V1Widget>, IEntityFinalizer<V1Widget>
{
    public Task<ReconciliationResult<V1Widget>> ReconcileAsync(V1Widget entity, CancellationToken cancellationToken) =>
        Task.FromResult(entity.Unchanged());

    public Task<ReconciliationResult<V1Widget>> FinalizeAsync(V1Widget entity, CancellationToken cancellationToken) =>
        Task.FromResult(entity.Unchanged());
}
