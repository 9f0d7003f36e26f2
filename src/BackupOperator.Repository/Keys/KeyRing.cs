using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace BackupOperator.Repository.Keys;

/// <summary>The data keys of a repository that open with the given key-encryption key.</summary>
internal sealed class KeyRing(Identifier repository)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<Identifier, KeyMaterial> _materials = new();
    private readonly Dictionary<Identifier, OpenKey> _keys = [];
    private readonly List<IntegrityException> _damaged = [];
    private readonly List<RepositoryException> _untried = [];
    private OpenKey? _newest;

    public Identifier Repository { get; } = repository;

    /// <summary>What new content is written with: the newest key; null when no key opened.</summary>
    public KeyMaterial? Current { get; private set; }

    /// <summary>The key behind <see cref="Current"/>; null where nothing is encrypted.</summary>
    public OpenKey? Newest
    {
        get
        {
            lock (_lock)
            {
                return _newest;
            }
        }
    }

    /// <summary>Key files that could not be read at all.</summary>
    public IReadOnlyList<IntegrityException> Damaged => _damaged;

    /// <summary>Why former key-encryption keys could not be tried.</summary>
    public IReadOnlyList<RepositoryException> Untried => _untried;

    /// <summary>The keys that opened, oldest first.</summary>
    public IReadOnlyList<OpenKey> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _keys.Values.OrderBy(key => key.CreatedAt)];
            }
        }
    }

    public static KeyRing Unencrypted(Identifier repository)
    {
        var material = KeyMaterial.Unencrypted(repository);
        var ring = new KeyRing(repository) { Current = material };
        ring._materials[material.KeyId] = material;
        return ring;
    }

    /// <summary>What to tell a person when an object needs a key that did not open.</summary>
    public static RepositoryException Missing(string objectKey, string key) => new(
        RepositoryFailure.KeyMissing,
        $"{objectKey} needs data key {key}, which no key file of this repository gives for the given key-encryption " +
        "key: give the key that was in the Secret when the backup was taken");

    public bool TryGet(Identifier key, [NotNullWhen(true)] out KeyMaterial? material) =>
        _materials.TryGetValue(key, out material);

    /// <summary>Adds what a former key-encryption key opens. New content is sealed with it only where the present one
    /// opens nothing at all.</summary>
    public void Merge(KeyRing former)
    {
        var (newest, current) = (Newest, Current);
        foreach (var open in former.Keys.Where(open => !TryGet(open.Key.Id, out _)))
        {
            Add(open.Key, open.CreatedAt);
        }

        lock (_lock)
        {
            (_newest, Current) = newest is null ? (_newest, Current) : (newest, current);
            var known = _damaged.Select(damaged => damaged.ObjectKey).ToHashSet(StringComparer.Ordinal);
            _damaged.AddRange(former._damaged.Where(damaged => !known.Contains(damaged.ObjectKey)));
        }
    }

    /// <summary>Notes that a file could not be read.</summary>
    public void Fail(IntegrityException exception)
    {
        lock (_lock)
        {
            _damaged.Add(exception);
        }
    }

    /// <summary>Notes that a former key-encryption key could not be tried.</summary>
    public void Fail(RepositoryException exception) => _untried.Add(exception);

    /// <summary>Adds a key, or another file of one that is there.</summary>
    public void Add(DataKey key, DateTimeOffset createdAt, string? file = null)
    {
        lock (_lock)
        {
            var known = _keys.GetValueOrDefault(key.Id) ?? new OpenKey(key, createdAt, []);
            var added = known with { Files = file is null ? known.Files : [.. known.Files, file] };
            _keys[key.Id] = added;
            var material = _materials.GetOrAdd(key.Id, _ => KeyMaterial.From(key, Repository));

            // The id decides between keys of one instant, so that all who open the repository choose the same.
            var order = (added.CreatedAt, added.Key.Id.High, added.Key.Id.Low);
            if (_newest is not { } newest
                || order.CompareTo((newest.CreatedAt, newest.Key.Id.High, newest.Key.Id.Low)) > 0)
            {
                _newest = added;
                Current = material;
            }
        }
    }
}
