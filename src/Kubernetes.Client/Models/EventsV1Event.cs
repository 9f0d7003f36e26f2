using System.Text.Json.Serialization;

namespace Kubernetes.Client.Models;

/// <summary>Something that happened to an object, for people.</summary>
[KubernetesEntity(Group = "events.k8s.io", ApiVersion = "v1", Kind = "Event", PluralName = "events")]
public sealed class EventsV1Event : IKubernetesObject
{
    /// <inheritdoc/>
    public string? ApiVersion { get; set; }

    /// <inheritdoc/>
    public string? Kind { get; set; }

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What was done, in one word.</summary>
    public string? Action { get; set; }

    /// <summary>When it happened first.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? EventTime { get; set; }

    /// <summary>What happened, in words for people, up to 1024 bytes.</summary>
    public string? Note { get; set; }

    /// <summary>Why, in one CamelCase word.</summary>
    public string? Reason { get; set; }

    /// <summary>The object that it happened to.</summary>
    public V1ObjectReference? Regarding { get; set; }

    /// <summary>Another object that it is about.</summary>
    public V1ObjectReference? Related { get; set; }

    /// <summary>Who reports, such as <c>backupoperator.io/manager</c>.</summary>
    public string? ReportingController { get; set; }

    /// <summary>Which instance of it.</summary>
    public string? ReportingInstance { get; set; }

    /// <summary>Set when it happened more than once.</summary>
    public EventsV1EventSeries? Series { get; set; }

    /// <summary><c>Normal</c> or <c>Warning</c>.</summary>
    public string? Type { get; set; }
}

/// <summary>How often an event happened.</summary>
public sealed class EventsV1EventSeries
{
    /// <summary>How often, the first time included.</summary>
    public int Count { get; set; }

    /// <summary>When it happened last.</summary>
    [JsonConverter(typeof(MicroTimeConverter))]
    public DateTimeOffset? LastObservedTime { get; set; }
}

/// <summary>Names an object of any kind.</summary>
public sealed class V1ObjectReference
{
    /// <summary>Group and version.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>Part of the object, such as a container.</summary>
    public string? FieldPath { get; set; }

    /// <summary>The kind.</summary>
    public string? Kind { get; set; }

    /// <summary>The name.</summary>
    public string? Name { get; set; }

    /// <summary>The namespace; null for what belongs to the whole cluster.</summary>
    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; set; }

    /// <summary>The version.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>The identity.</summary>
    public string? Uid { get; set; }
}
