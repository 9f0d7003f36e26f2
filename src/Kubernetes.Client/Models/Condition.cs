using Kubernetes.CustomResources;

namespace Kubernetes.Client.Models;

/// <summary>One aspect of an object's state, in the form that all of Kubernetes uses.</summary>
public sealed class Condition
{
    /// <summary>The aspect, such as <c>Ready</c>.</summary>
    [Schema(Required = true, MinLength = 1, MaxLength = 316)]
    public string Type { get; set; } = "";

    /// <summary><c>True</c>, <c>False</c> or <c>Unknown</c>.</summary>
    [Schema(Required = true, Pattern = "^(True|False|Unknown)$")]
    public string Status { get; set; } = "Unknown";

    /// <summary>The generation of the object that this was seen on.</summary>
    public long? ObservedGeneration { get; set; }

    /// <summary>When <see cref="Status"/> last changed.</summary>
    [Schema(Required = true)]
    public DateTimeOffset LastTransitionTime { get; set; }

    /// <summary>Why, in one CamelCase word for programs.</summary>
    [Schema(Required = true, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$", MaxLength = 1024)]
    public string Reason { get; set; } = "";

    /// <summary>Why, in words for people.</summary>
    [Schema(Required = true, MaxLength = 32768)]
    public string Message { get; set; } = "";
}
