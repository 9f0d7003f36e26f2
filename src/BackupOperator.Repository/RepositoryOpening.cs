using System.Text.Json;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository;

/// <summary>Finds or makes a repository and the keys that open it.</summary>
internal sealed class RepositoryOpening(IObjectStore store, RepositoryAccess access, TimeProvider time)
{
    private const int LargestRecordBytes = 64 * 1024;

    public async Task<(RepositoryRecord Record, KeyRing? Ring)> OpenAsync(CancellationToken cancellationToken)
    {
        var record = await ReadAsync(cancellationToken) ?? await CreateAsync(cancellationToken);
        RequireMode(record);
        return (record, await OpenKeysAsync(record, cancellationToken));
    }

    private static Identifier IdOf(RepositoryRecord record) =>
        Identifier.TryParse(record.RepositoryId, out var id)
            ? id
            : throw new IntegrityException(
                Layout.Repository, $"{Layout.Repository} is damaged: it has no repository id");

    private async Task<RepositoryRecord?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await store.ReadSmallAsync(Layout.Repository, LargestRecordBytes, cancellationToken) is not { } content)
        {
            return null;
        }

        var record = GuardedDocument.Read(Layout.Repository, content)
            .Value(Layout.Repository, DocumentJson.Default.RepositoryRecord);
        FormatVersion.Require(record.FormatVersion, Layout.Repository);
        return record.Chunker.AreUsable
            ? record
            : throw new IntegrityException(
                Layout.Repository, $"{Layout.Repository} is damaged: streams cannot be cut as it says");
    }

    /// <summary>The key comes first: whoever sees repository.json finds a repository that opens. Who loses the race for
    /// it leaves a key file of a repository that never was, which is taken away again and
    /// ignored where that fails.</summary>
    private async Task<RepositoryRecord> CreateAsync(CancellationToken cancellationToken)
    {
        if (!access.CreateIfAbsent || access.Encryption is not { } mode)
        {
            throw new RepositoryException(
                RepositoryFailure.RepositoryMissing,
                $"there is no repository in {store.Address}: check the location, or take a first backup into it");
        }

        var id = Identifier.Create();
        var record = new RepositoryRecord(
            FormatVersion.Current, id.ToString(), mode, time.GetUtcNow(), ChunkerParameters.Default);
        if (access.Key is { } kek)
        {
            await KeyFiles.StoreAsync(store, id, DataKey.Create(), kek, time.GetUtcNow(), cancellationToken);
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(record, DocumentJson.Default.RepositoryRecord);
        try
        {
            await store.PutOnceAsync(
                Layout.Repository, GuardedDocument.Write(json, keyId: null, recordKey: null), cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            // Another run was faster. Its repository is the one.
        }

        // A store without conditional puts may have let both through: what is there now is what all will see.
        return await ReadAsync(cancellationToken)
            ?? throw new IntegrityException(
                Layout.Repository, $"{Layout.Repository} was stored and is not there: {store.Address} loses objects");
    }

    private void RequireMode(RepositoryRecord record)
    {
        if (access.Encryption is { } wanted && wanted != record.Encryption)
        {
            var (state, advice) = record.Encryption == EncryptionMode.None
                ? ("not encrypted", "a key was given: leave it out, or use another location")
                : ("encrypted", "no key was given: give the key, or use another location");
            throw new RepositoryException(
                RepositoryFailure.EncryptionMismatch, $"the repository in {store.Address} is {state} and {advice}");
        }
    }

    private async Task<KeyRing?> OpenKeysAsync(RepositoryRecord record, CancellationToken cancellationToken)
    {
        var id = IdOf(record);
        if (access.Encryption is null)
        {
            return null;
        }

        if (access.Key is not { } kek)
        {
            return KeyRing.Unencrypted(id);
        }

        var ring = await KeyFiles.OpenAsync(store, id, kek, cancellationToken);
        foreach (var previous in access.PreviousKeys)
        {
            await MergeAsync(ring, id, previous, cancellationToken);
        }

        if (ring.Current is not null)
        {
            return ring;
        }

        if (ring.Damaged is [var damaged, ..])
        {
            throw damaged;
        }

        // The key that fits may be the one that could not be tried: whether it is shows later, or never.
        if (ring.Untried is [var untried, ..])
        {
            throw untried;
        }

        return access.AddKeyIfNone
            ? await AddKeyAsync(ring, id, kek, cancellationToken)
            : throw new RepositoryException(
                RepositoryFailure.KeyMissing,
                $"no key in this repository opens with the given key-encryption key ({store.Address}): " +
                "give the key that was in the Secret when the backups were taken");
    }

    // A key service that lets a former key go is no reason to refuse what the present one opens.
    private async Task MergeAsync(
        KeyRing ring, Identifier id, KeyEncryptionKey previous, CancellationToken cancellationToken)
    {
        try
        {
            ring.Merge(await KeyFiles.OpenAsync(store, id, previous, cancellationToken));
        }
        catch (RepositoryException exception)
        {
            ring.Fail(exception);
        }
    }

    private async Task<KeyRing> AddKeyAsync(
        KeyRing ring, Identifier id, KeyEncryptionKey kek, CancellationToken cancellationToken)
    {
        var key = DataKey.Create();
        var now = time.GetUtcNow();
        await KeyFiles.StoreAsync(store, id, key, kek, now, cancellationToken);
        ring.Add(key, now);
        return ring;
    }
}
