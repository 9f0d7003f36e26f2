using System.Text.Json.Serialization;

namespace Kubernetes.Client.Models;

/// <summary>What every object has. Slim: fields that nothing here reads are dropped when an object is read.</summary>
public sealed class V1ObjectMeta
{
    /// <summary>The object's name, unique in its namespace and kind.</summary>
    public string? Name { get; set; }

    /// <summary>The prefix from which the server makes a unique name.</summary>
    public string? GenerateName { get; set; }

    /// <summary>The namespace; null for what belongs to the whole cluster.</summary>
    [JsonPropertyName("namespace")]
    public string? NamespaceProperty { get; set; }

    /// <summary>The identity of this object over its life; a new object of the same name has another.</summary>
    public string? Uid { get; set; }

    /// <summary>The version of the stored object; only ever compared for equality.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Counts changes of the wanted state (spec).</summary>
    public long? Generation { get; set; }

    /// <summary>When the server stored the object first.</summary>
    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>When deletion was asked for; set while finalizers hold the object.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }

    /// <summary>Names by which objects are selected.</summary>
    public IDictionary<string, string>? Labels { get; set; }

    /// <summary>Notes that nothing selects by.</summary>
    public IDictionary<string, string>? Annotations { get; set; }

    /// <summary>Objects with whose end this one ends.</summary>
    public IList<V1OwnerReference>? OwnerReferences { get; set; }

    /// <summary>Who must still do something before the object may go.</summary>
    public IList<string>? Finalizers { get; set; }
}
