namespace Kubernetes.ControllerRuntime.Queueing;

/// <summary>Keys with a time at which they are due, each at most once. Not safe for several threads.</summary>
internal sealed class DelayedKeys
{
    private readonly Dictionary<EntityKey, DateTimeOffset> times = [];
    private readonly SortedSet<(DateTimeOffset Due, EntityKey Key)> ordered = new(Comparer<(DateTimeOffset Due, EntityKey Key)>.Create(Compare));

    /// <summary>When the first key is due; null when there is none.</summary>
    public DateTimeOffset? Earliest => ordered.Count == 0 ? null : ordered.Min.Due;

    /// <summary>Plans a key, unless it is due earlier already.</summary>
    /// <returns>Whether something changed.</returns>
    public bool Add(EntityKey key, DateTimeOffset due)
    {
        if (times.TryGetValue(key, out var before) && before <= due)
        {
            return false;
        }

        Remove(key);
        times[key] = due;
        ordered.Add((due, key));
        return true;
    }

    /// <summary>Forgets a key.</summary>
    public void Remove(EntityKey key)
    {
        if (times.Remove(key, out var due))
        {
            ordered.Remove((due, key));
        }
    }

    /// <summary>Removes and returns what is due, earliest first.</summary>
    public IReadOnlyList<EntityKey> TakeDue(DateTimeOffset now)
    {
        var due = ordered.TakeWhile(entry => entry.Due <= now).Select(entry => entry.Key).ToList();
        due.ForEach(Remove);
        return due;
    }

    private static int Compare((DateTimeOffset Due, EntityKey Key) left, (DateTimeOffset Due, EntityKey Key) right)
    {
        var byTime = left.Due.CompareTo(right.Due);
        if (byTime != 0)
        {
            return byTime;
        }

        var byName = string.CompareOrdinal(left.Key.Name, right.Key.Name);
        return byName != 0 ? byName : string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
    }
}
