namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>The objects of one kind as a shared watch last saw them.</summary>
/// <remarks>What it returns is shared: read it, or change a copy. It is as old as the watch's last report; what was written a
/// moment ago may be missing, so children have deterministic names and are applied, never created on the cache's word.</remarks>
/// <typeparam name="TEntity">The kind.</typeparam>
public interface IEntityCache<TEntity> where TEntity : class, IKubernetesObject
{
    /// <summary>Whether all objects that were present at the start have been seen.</summary>
    bool IsSynced { get; }

    /// <summary>Finds one object; null when it is not there or is outside the watch's filter.</summary>
    TEntity? Get(string name, string? @namespace);

    /// <summary>All objects of a namespace; of all namespaces for null. In no particular order.</summary>
    IReadOnlyList<TEntity> List(string? @namespace = null);

    /// <summary>All objects of a namespace (of all for null) whose label has this value.</summary>
    IReadOnlyList<TEntity> ListByLabel(string label, string value, string? @namespace = null);

    /// <summary>All objects that name this owner.</summary>
    IReadOnlyList<TEntity> ListByOwner(IKubernetesObject owner);
}
