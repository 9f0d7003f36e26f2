using k8s.Models;

namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>A change of a cache.</summary>
/// <param name="Before">The state before; null when the object is new.</param>
/// <param name="After">The state now; null when the object is gone.</param>
internal readonly record struct EntityChange<TEntity>(TEntity? Before, TEntity? After) where TEntity : class, IKubernetesObject
{
    /// <summary>The object's key.</summary>
    public EntityKey Key => EntityKey.Of((After ?? Before)!);

    /// <summary>Whether anything but status and finalizers changed. These are the runtime's own writing; a pass for each of
    /// its writes would run in circles wherever a status reports progress.</summary>
    /// <remarks>A generation counts changes of the spec; an object without one is compared by version.</remarks>
    public bool IsBeyondStatus => Before is null || After is null || IsBeyondStatusOf(Before.Metadata, After.Metadata);

    private static bool IsBeyondStatusOf(V1ObjectMeta before, V1ObjectMeta after) =>
        before.Uid != after.Uid
        || before.Generation != after.Generation
        || (after.Generation is null && before.ResourceVersion != after.ResourceVersion)
        || before.DeletionTimestamp != after.DeletionTimestamp
        || !Same(before.Labels, after.Labels)
        || !Same(before.Annotations, after.Annotations)
        || !(before.OwnerReferences ?? []).Select(owner => owner.Uid)
            .SequenceEqual((after.OwnerReferences ?? []).Select(owner => owner.Uid));

    private static bool Same(IDictionary<string, string>? before, IDictionary<string, string>? after) =>
        (before?.Count ?? 0) == (after?.Count ?? 0)
        && (before is null || before.All(entry => after!.TryGetValue(entry.Key, out var value) && value == entry.Value));
}
