namespace Kubernetes.Client.Models;

/// <summary>Names an object with whose end this one ends; both are in one namespace.</summary>
public sealed class V1OwnerReference
{
    /// <summary>Group and version of the owner.</summary>
    public string ApiVersion { get; set; } = "";

    /// <summary>Kind of the owner.</summary>
    public string Kind { get; set; } = "";

    /// <summary>Name of the owner.</summary>
    public string Name { get; set; } = "";

    /// <summary>Identity of the owner.</summary>
    public string Uid { get; set; } = "";

    /// <summary>Whether this owner is the one that manages the object.</summary>
    public bool? Controller { get; set; }

    /// <summary>Whether the owner's deletion in the foreground waits for this object.</summary>
    public bool? BlockOwnerDeletion { get; set; }
}
