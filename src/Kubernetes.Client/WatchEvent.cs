namespace Kubernetes.Client;

/// <summary>What a watch reports.</summary>
public enum WatchEventType
{
    /// <summary>The object is there now and was not before.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone; its last known state is carried.</summary>
    Deleted,

    /// <summary>All objects present have been reported; carries none.</summary>
    Synced,
}

/// <summary>One report of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Entity">The object; null for <see cref="WatchEventType.Synced"/>.</param>
public readonly record struct WatchEvent<T>(WatchEventType Type, T? Entity) where T : class, IKubernetesObject;
