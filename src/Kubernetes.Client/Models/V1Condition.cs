namespace Kubernetes.Client.Models;

/// <summary>One aspect of an object's state, in the form that all of Kubernetes uses.</summary>
public sealed class V1Condition
{
    /// <summary>The aspect, such as <c>Ready</c>.</summary>
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation of the object that this was seen on.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>Why, in one CamelCase word for programs.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Why, in words for people.</summary>
    public string Message { get; set; } = "";
}
