using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Caching;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>What a watch has seen: as fresh as the cluster, or as old as a snapshot.</summary>
internal sealed class ClusterCache<T>(InMemoryCluster cluster) : IEntityCache<T> where T : class, IKubernetesObject
{
    /// <summary>What the cache shows instead of the cluster's state.</summary>
    public IReadOnlyList<T>? Snapshot { get; set; }

    public bool IsSynced => true;

    public T? Get(string name, string? @namespace) => List(@namespace).FirstOrDefault(entity => entity.Name() == name);

    public IReadOnlyList<T> List(string? @namespace = null) =>
        [.. (Snapshot ?? cluster.All<T>()).Where(entity => @namespace is null || entity.Namespace() == @namespace)];

    public IReadOnlyList<T> ListByLabel(string label, string value, string? @namespace = null) =>
        [.. List(@namespace).Where(entity => entity.GetLabel(label) == value)];

    public IReadOnlyList<T> ListByOwner(IKubernetesObject owner) => [.. List().Where(entity => entity.IsOwnedBy(owner))];
}
