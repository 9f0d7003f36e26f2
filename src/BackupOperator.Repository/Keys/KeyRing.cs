using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>The data keys of a repository that open with the given key-encryption key.</summary>
internal sealed class KeyRing(Identifier repository)
{
    // A key file has about 600 bytes.
    private const int LargestKeyFileBytes = 16 * 1024;

    private readonly Dictionary<Identifier, KeyMaterial> _materials = [];
    private readonly List<IntegrityException> _damaged = [];
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    public Identifier Repository { get; } = repository;

    /// <summary>What new content is written with; null when no key opened.</summary>
    public KeyMaterial? Current { get; private set; }

    /// <summary>Key files that could not be read at all.</summary>
    public IReadOnlyList<IntegrityException> Damaged => _damaged;

    /// <summary>The keys that opened, to be wrapped again.</summary>
    public List<(DataKey Key, DateTimeOffset CreatedAt)> Keys { get; } = [];

    public static KeyRing Unencrypted(Identifier repository)
    {
        var material = KeyMaterial.Unencrypted(repository);
        var ring = new KeyRing(repository) { Current = material };
        ring._materials.Add(material.KeyId, material);
        return ring;
    }

    /// <summary>Reads every key file and keeps what opens.</summary>
    public static async Task<KeyRing> OpenAsync(
        IObjectStore store, Identifier repository, KeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        var ring = new KeyRing(repository);
        await foreach (var file in store.ListAsync(Layout.Keys, cancellationToken))
        {
            try
            {
                await ring.TryAddAsync(store, file.Key, kek, cancellationToken);
            }
            catch (IntegrityException exception)
            {
                // Another file may hold the same key, wrapped by the same or another key-encryption key.
                ring._damaged.Add(exception);
            }
        }

        return ring;
    }

    /// <summary>Wraps <paramref name="key"/> in a new key file.</summary>
    public static async Task StoreAsync(
        IObjectStore store, Identifier repository, DataKey key, KeyEncryptionKey kek, DateTimeOffset createdAt,
        CancellationToken cancellationToken)
    {
        var record = KeyWrap.Wrap(key, kek, repository, createdAt);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Default.KeyRecord);
        var document = GuardedDocument.Write(json, keyId: null, recordKey: null);
        await store.PutOnceAsync(Layout.KeyFile(key.Id, record.KekId), document, cancellationToken);
    }

    /// <summary>What to tell a person when an object needs a key that did not open.</summary>
    public static RepositoryException Missing(string objectKey, string key) => new(
        RepositoryFailure.KeyMissing,
        $"{objectKey} needs data key {key}, which no key file of this repository gives for the given key-encryption " +
        "key: give the key that was in the Secret when the backup was taken");

    public bool TryGet(Identifier key, [NotNullWhen(true)] out KeyMaterial? material) =>
        _materials.TryGetValue(key, out material);

    public void Add(DataKey key, DateTimeOffset createdAt)
    {
        if (_materials.TryAdd(key.Id, KeyMaterial.From(key, Repository)))
        {
            Keys.Add((key, createdAt));
        }

        if (createdAt > _newest)
        {
            _newest = createdAt;
            Current = _materials[key.Id];
        }
    }

    private async Task TryAddAsync(
        IObjectStore store, string file, KeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        if (await store.ReadSmallAsync(file, LargestKeyFileBytes, cancellationToken) is not { } document)
        {
            return;
        }

        var record = GuardedDocument.Read(file, document).Value(file, DocumentJson.Default.KeyRecord);

        // The trace of a creation that lost the race for repository.json.
        if (record.RepositoryId != Repository.ToString())
        {
            return;
        }

        FormatVersion.Require(record.FormatVersion, file);
        if (file != $"{Layout.Keys}{record.KeyId}.{record.KekId}.json")
        {
            throw new IntegrityException(file, $"{file} holds the key of another name: it was exchanged or renamed");
        }

        if (KeyWrap.Unwrap(record, kek, Repository, file) is { } key)
        {
            Add(key, record.CreatedAt);
        }
    }
}
