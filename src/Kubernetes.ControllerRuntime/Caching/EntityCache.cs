namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>Objects by key, with an index by owner and by label.</summary>
internal sealed class EntityCache<TEntity> : IEntityCache<TEntity> where TEntity : class, IKubernetesObject
{
    // The whole object once more as text, written by kubectl: by far the largest part of an object's metadata.
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    private readonly Lock gate = new();
    private readonly Dictionary<EntityKey, TEntity> entities = [];
    private readonly KeyIndex byOwner = new();
    private readonly KeyIndex byLabel = new();
    private volatile bool synced;

    /// <inheritdoc />
    public bool IsSynced => synced;

    /// <summary>Marks that all objects present have been seen.</summary>
    public void MarkSynced() => synced = true;

    /// <inheritdoc />
    public TEntity? Get(string name, string? @namespace)
    {
        lock (gate)
        {
            return entities.GetValueOrDefault(new EntityKey(@namespace, name));
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<TEntity> List(string? @namespace = null)
    {
        lock (gate)
        {
            return [.. entities.Values.Where(entity => InNamespace(entity, @namespace))];
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<TEntity> ListByLabel(string label, string value, string? @namespace = null)
    {
        lock (gate)
        {
            return [.. byLabel.Find(LabelKey(label, value)).Select(key => entities[key]).Where(entity => InNamespace(entity, @namespace))];
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<TEntity> ListByOwner(IKubernetesObject owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        lock (gate)
        {
            return owner.Metadata.Uid is { } uid ? [.. byOwner.Find(uid).Select(key => entities[key])] : [];
        }
    }

    /// <summary>All keys.</summary>
    public IReadOnlyList<EntityKey> Keys()
    {
        lock (gate)
        {
            return [.. entities.Keys];
        }
    }

    /// <summary>Takes what a watch reported, unless the cache holds a newer state of the same object.</summary>
    /// <returns>The state before, null when there was none; and whether the report was taken.</returns>
    public (TEntity? Before, bool Taken) Put(TEntity entity)
    {
        entity.Metadata.Annotations?.Remove(LastApplied);
        lock (gate)
        {
            var before = entities.GetValueOrDefault(EntityKey.Of(entity));
            if (before is not null && ResourceVersion.IsNewer(before.Metadata, entity.Metadata))
            {
                return (before, false);
            }

            StoreLocked(entity, before);
            return (before, true);
        }
    }

    /// <summary>Takes the answer to a write of ours, so that the next pass does not decide on what was before it. An object
    /// that is gone stays gone.</summary>
    public void Refresh(TEntity entity)
    {
        entity.Metadata.Annotations?.Remove(LastApplied);
        lock (gate)
        {
            var before = entities.GetValueOrDefault(EntityKey.Of(entity));
            if (before is not null && before.Metadata.Uid == entity.Metadata.Uid
                && ResourceVersion.IsNewer(entity.Metadata, before.Metadata))
            {
                StoreLocked(entity, before);
            }
        }
    }

    /// <summary>Forgets an object.</summary>
    /// <returns>Its last state; null when it was not there.</returns>
    public TEntity? Remove(EntityKey key)
    {
        lock (gate)
        {
            if (!entities.Remove(key, out var before))
            {
                return null;
            }

            UnindexLocked(key, before);
            return before;
        }
    }

    private static bool InNamespace(TEntity entity, string? @namespace) =>
        @namespace is null || entity.Metadata.NamespaceProperty == @namespace;

    private static string LabelKey(string label, string value) => $"{label}={value}";

    private void StoreLocked(TEntity entity, TEntity? before)
    {
        var key = EntityKey.Of(entity);
        if (before is not null)
        {
            UnindexLocked(key, before);
        }

        entities[key] = entity;
        foreach (var owner in entity.Metadata.OwnerReferences ?? [])
        {
            byOwner.Add(owner.Uid, key);
        }

        foreach (var (label, value) in entity.Metadata.Labels ?? new Dictionary<string, string>())
        {
            byLabel.Add(LabelKey(label, value), key);
        }
    }

    private void UnindexLocked(EntityKey key, TEntity before)
    {
        foreach (var owner in before.Metadata.OwnerReferences ?? [])
        {
            byOwner.Remove(owner.Uid, key);
        }

        foreach (var (label, value) in before.Metadata.Labels ?? new Dictionary<string, string>())
        {
            byLabel.Remove(LabelKey(label, value), key);
        }
    }
}
