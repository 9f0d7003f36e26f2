using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>The key files of one repository, as one key-encryption key sees them.</summary>
internal sealed class KeyFiles(IObjectStore store, KeyRing ring, KeyEncryptionKey kek)
{
    // A key file has about 600 bytes.
    private const int LargestBytes = 16 * 1024;

    // Rotated for years there may be a hundred files, each a round trip to the store, and with KMS one more.
    private const int ReadAtOnce = 8;

    /// <summary>Reads every key file and keeps what opens.</summary>
    public static async Task<KeyRing> OpenAsync(
        IObjectStore store, Identifier repository, KeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        var ring = new KeyRing(repository);
        var files = new KeyFiles(store, ring, kek);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = ReadAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            store.ListAsync(Layout.Keys, cancellationToken), options,
            async (file, token) => await files.TryAddAsync(file.Key, token));
        return ring;
    }

    /// <summary>Wraps <paramref name="key"/> in a new key file.</summary>
    public static async Task StoreAsync(
        IObjectStore store, Identifier repository, DataKey key, KeyEncryptionKey kek, DateTimeOffset createdAt,
        CancellationToken cancellationToken)
    {
        var record = await kek.WrapAsync(key, repository, createdAt, cancellationToken);
        var json = JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Default.KeyRecord);
        var document = GuardedDocument.Write(json, keyId: null, recordKey: null);
        await store.PutOnceAsync(Layout.KeyFile(key.Id, record.KekId), document, cancellationToken);
    }

    private async Task TryAddAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadAsync(file, cancellationToken) is { } record
                && await kek.UnwrapAsync(record, file, cancellationToken) is { } key)
            {
                ring.Add(key, record.CreatedAt, file);
            }
        }
        catch (IntegrityException exception)
        {
            // Another file may hold the same key, wrapped by the same or another key-encryption key.
            ring.Fail(exception);
        }
    }

    private async Task<KeyRecord?> ReadAsync(string file, CancellationToken cancellationToken)
    {
        if (await store.ReadSmallAsync(file, LargestBytes, cancellationToken) is not { } document)
        {
            return null;
        }

        var record = GuardedDocument.Read(file, document).Value(file, DocumentJson.Default.KeyRecord);

        // The trace of a creation that lost the race for repository.json.
        if (record.RepositoryId != ring.Repository.ToString())
        {
            return null;
        }

        FormatVersion.Require(record.FormatVersion, file);
        return file == $"{Layout.Keys}{record.KeyId}.{record.KekId}.json"
            ? record
            : throw new IntegrityException(file, $"{file} holds the key of another name: it was exchanged or renamed");
    }
}
