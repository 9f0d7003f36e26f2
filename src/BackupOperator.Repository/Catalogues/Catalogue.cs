using System.Runtime.CompilerServices;
using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Catalogues;

/// <summary>The committed backups of a repository, read from storage and nothing else.</summary>
public sealed class Catalogue
{
    private readonly IObjectStore _store;
    private readonly RepositoryRecord _repository;
    private readonly KeyRing? _ring;
    private readonly RecordReader _records;

    internal Catalogue(IObjectStore store, RepositoryRecord repository, KeyRing? ring)
    {
        _store = store;
        _repository = repository;
        _ring = ring;
        _records = new RecordReader(store, repository, ring);
    }

    /// <summary>Every committed backup, one by one; one that cannot be read is listed with the reason.</summary>
    /// <param name="policyUid">Those of one policy, or null for all, which lists the whole store.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<CatalogueEntry> ListAsync(
        string? policyUid, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var folder in BackupFolder.ListAsync(_store, policyUid, cancellationToken))
        {
            if (folder.Committed && await ReadAsync(folder, cancellationToken) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>What lies where a backup would, without being one.</summary>
    /// <param name="policyUid">Of one policy, or null for all.</param>
    /// <param name="cancellationToken">Ends the listing.</param>
    public async IAsyncEnumerable<AbandonedBackup> ListAbandonedAsync(
        string? policyUid, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var folder in BackupFolder.ListAsync(_store, policyUid, cancellationToken))
        {
            if (!folder.Committed)
            {
                yield return new AbandonedBackup(folder.PolicyUid, folder.Backup, folder.Objects, folder.LastModified);
            }
        }
    }

    /// <summary>One committed backup.</summary>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.BackupMissing"/> when it was never
    /// committed, with <see cref="RepositoryFailure.KeyMissing"/> when the given key does not belong to it.</exception>
    /// <exception cref="IntegrityException">Its record is damaged, forged or another's.</exception>
    public async Task<BackupRecord> GetAsync(string policyUid, string backup, CancellationToken cancellationToken)
    {
        Layout.RequireName(policyUid, nameof(policyUid));
        Layout.RequireName(backup, nameof(backup));
        var found = await _records.ReadAsync(policyUid, backup, cancellationToken)
            ?? throw new RepositoryException(
                RepositoryFailure.BackupMissing,
                $"there is no backup {backup} of policy {policyUid} in {_store.Address}: " +
                "it was never committed, or is deleted");
        if (_ring is not null && _repository.Encryption != EncryptionMode.None && !found.Authenticated)
        {
            throw KeyRing.Missing(
                Layout.BackupRecord(policyUid, backup), found.Record.Encryption.KeyId ?? "of no name");
        }

        return found.Record;
    }

    /// <summary>Makes a backup exist: checks that every manifest is stored as recorded and every pack that one lists is
    /// there with its length, then writes <c>backup.json</c>.</summary>
    /// <param name="record">The record; format version, repository and encryption are filled in.</param>
    /// <param name="cancellationToken">Ends the call; the backup then exists or does not.</param>
    /// <returns>The record as stored. Committing the same execution's same manifests
    /// again returns the first record.</returns>
    /// <exception cref="IntegrityException">A manifest is missing or is not the one recorded, or a pack is missing or
    /// has another length; nothing is committed.</exception>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.Conflict"/> when the name is taken, or a
    /// run with a greater fencing token has committed: the writer is stale.</exception>
    public async Task<BackupRecord> CommitAsync(BackupRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (_ring is not { Current: { } keys } ring)
        {
            throw new InvalidOperationException("a catalogue opened without a key cannot commit");
        }

        RequireNames(record);
        await new CommitFence(_store, this, keys.Mode).RequireNewestAsync(record, cancellationToken);
        await new CommitCheck(_store, ring).RequireStoredAsync(record, cancellationToken);

        var encrypted = keys.Mode != EncryptionMode.None;
        var complete = record with
        {
            FormatVersion = FormatVersion.Current,
            RepositoryId = _repository.RepositoryId,
            Encryption = new EncryptionSummary(keys.Mode, encrypted ? keys.KeyId.ToString() : null),
        };
        var json = JsonSerializer.SerializeToUtf8Bytes(complete, DocumentJson.Default.BackupRecord);
        var document = GuardedDocument.Write(json, keys.KeyId, keys.RecordKey);
        return await PutAsync(complete, document, cancellationToken);
    }

    private static void RequireNames(BackupRecord record)
    {
        Layout.RequireName(record.Policy.Uid, "policy");
        Layout.RequireName(record.Backup, "backup");
        if (record.Sources.Count == 0)
        {
            throw new ArgumentException(
                $"backup {record.Backup} has no source: there is nothing to commit", nameof(record));
        }
    }

    private static bool IsSameBackup(BackupRecord one, BackupRecord other) =>
        one.Execution.Uid == other.Execution.Uid
        && one.Sources.Select(source => source.ManifestSha256)
            .SequenceEqual(other.Sources.Select(source => source.ManifestSha256));

    private async Task<BackupRecord> PutAsync(BackupRecord record, byte[] document, CancellationToken cancellationToken)
    {
        var key = Layout.BackupRecord(record.Policy.Uid, record.Backup);
        try
        {
            await _store.PutOnceAsync(key, document, cancellationToken);
            return record;
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            var present = await GetAsync(record.Policy.Uid, record.Backup, cancellationToken);
            return IsSameBackup(present, record)
                ? present
                : throw new RepositoryException(
                    RepositoryFailure.Conflict,
                    $"{key} exists already and records another run: choose another name for the backup");
        }
    }

    /// <summary>The record of a folder, or why it cannot be read; null when it is gone.</summary>
    internal async Task<CatalogueEntry?> ReadAsync(BackupFolder folder, CancellationToken cancellationToken)
    {
        try
        {
            // Null when it was deleted after the listing: then it is gone, not broken.
            return await _records.ReadAsync(folder.PolicyUid, folder.Backup, cancellationToken) is { } found
                ? new CatalogueEntry(folder.PolicyUid, folder.Backup, found.Record, found.Authenticated, Problem: null)
                : null;
        }
        catch (Exception exception) when (exception is IntegrityException or RepositoryException)
        {
            return new CatalogueEntry(
                folder.PolicyUid, folder.Backup, Record: null, Authenticated: false, exception.Message);
        }
    }
}
