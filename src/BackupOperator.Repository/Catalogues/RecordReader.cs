using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Catalogues;

/// <summary>Reads and checks <c>backup.json</c>.</summary>
internal sealed class RecordReader(IObjectStore store, RepositoryRecord repository, KeyRing? ring)
{
    // About 700 bytes for a source and 100 for a database.
    private const int LargestRecordBytes = 16 * 1024 * 1024;

    /// <summary>The record and whether the key vouches for it; null when there is none.</summary>
    /// <exception cref="IntegrityException">The record is damaged, forged or another's.</exception>
    public async Task<(BackupRecord Record, bool Authenticated)?> ReadAsync(
        string policyUid, string backup, CancellationToken cancellationToken)
    {
        var key = Layout.BackupRecord(policyUid, backup);
        if (await store.ReadSmallAsync(key, LargestRecordBytes, cancellationToken) is not { } content)
        {
            return null;
        }

        var document = GuardedDocument.Read(key, content);
        var authenticated = Authenticate(key, document);
        var record = document.Value(key, DocumentJson.Default.BackupRecord);
        FormatVersion.Require(record.FormatVersion, key);
        var here = record.RepositoryId == repository.RepositoryId && record.Policy.Uid == policyUid
            && record.Backup == backup;
        return here
            ? (record, authenticated)
            : throw new IntegrityException(key, $"{key} is the record of another backup: it was copied or renamed");
    }

    private bool Authenticate(string key, GuardedDocument document)
    {
        if (repository.Encryption == EncryptionMode.None)
        {
            return false;
        }

        if (document.Guard.HmacSha256 is null || !Identifier.TryParse(document.Guard.Key, out var keyId))
        {
            throw new IntegrityException(
                key, $"{key} has lost its authentication: it was replaced by someone without the key");
        }

        if (ring?.TryGet(keyId, out var keys) != true)
        {
            return false;
        }

        document.Authenticate(key, keys!.RecordKey!);
        return true;
    }
}
