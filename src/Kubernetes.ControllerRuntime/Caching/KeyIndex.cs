namespace Kubernetes.ControllerRuntime.Caching;

/// <summary>Keys of objects by a value that several of them share. Not safe for several threads.</summary>
internal sealed class KeyIndex
{
    private readonly Dictionary<string, HashSet<EntityKey>> keys = [];

    /// <summary>The keys under a value.</summary>
    public IReadOnlyCollection<EntityKey> Find(string value) => keys.TryGetValue(value, out var found) ? found : [];

    /// <summary>Enters a key under a value.</summary>
    public void Add(string value, EntityKey key)
    {
        if (!keys.TryGetValue(value, out var found))
        {
            keys[value] = found = [];
        }

        found.Add(key);
    }

    /// <summary>Takes a key out again.</summary>
    public void Remove(string value, EntityKey key)
    {
        if (keys.TryGetValue(value, out var found) && found.Remove(key) && found.Count == 0)
        {
            keys.Remove(value);
        }
    }
}
