using Kubernetes.Client.Models;
using k8s.Models;

namespace Kubernetes.Client.Watching;

/// <summary>What a watch has reported as being there: the ground on which a second list becomes a difference.</summary>
/// <remarks>Holds the objects themselves, which readers mostly hold as well, so that a deletion can carry the last state.</remarks>
internal sealed class KnownObjects<T> where T : class, IKubernetesObject
{
    private readonly Dictionary<string, T> objects = [];
    private HashSet<string> unseen = [];

    /// <summary>Begins a list: whatever it does not name is gone.</summary>
    public void BeginList() => unseen = [.. objects.Keys];

    /// <summary>The list is complete.</summary>
    public IReadOnlyList<WatchEvent<T>> EndList()
    {
        var changes = new List<WatchEvent<T>>();
        foreach (var key in unseen)
        {
            objects.Remove(key, out var gone);
            changes.Add(new WatchEvent<T>(WatchEventType.Deleted, gone));
        }

        unseen = [];
        changes.Add(new WatchEvent<T>(WatchEventType.Synced, null));
        return changes;
    }

    /// <summary>An object as a list or a watch shows it.</summary>
    public IEnumerable<WatchEvent<T>> Set(T entity)
    {
        var key = Key(entity);
        unseen.Remove(key);
        var before = objects.GetValueOrDefault(key);
        objects[key] = entity;
        if (before is null)
        {
            return [new WatchEvent<T>(WatchEventType.Added, entity)];
        }

        if (before.Uid() != entity.Uid())
        {
            // Deleted and made again while nobody watched: two objects, whatever the name says.
            return [new WatchEvent<T>(WatchEventType.Deleted, before), new WatchEvent<T>(WatchEventType.Added, entity)];
        }

        return before.ResourceVersion() == entity.ResourceVersion() ? [] : [new WatchEvent<T>(WatchEventType.Modified, entity)];
    }

    /// <summary>An object that is gone, in its last state.</summary>
    public IEnumerable<WatchEvent<T>> Remove(T entity) =>
        objects.Remove(Key(entity)) ? [new WatchEvent<T>(WatchEventType.Deleted, entity)] : [];

    private static string Key(T entity) => $"{entity.Namespace()}/{entity.Name()}";
}
