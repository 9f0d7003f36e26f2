using BackupOperator.Agent.Commit;
using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;
using ContractEncryption = BackupOperator.Contract.Specs.EncryptionMode;
using StoredEncryption = BackupOperator.Repository.EncryptionMode;

namespace BackupOperator.Agent.Inspect;

/// <summary>Counts all backups of a store and lists the newest. Holds no more records than are listed.</summary>
internal sealed class CatalogueListing(IObjectStore store, AgentOutput output, InspectTask task)
{
    // A log line each; beyond this a person looks at the store, not at the log.
    private const int NamedUnreadable = 20;

    public int Backups { get; private set; }

    public int Unreadable { get; private set; }

    public int Listed { get; private set; }

    public async Task RunAsync(BackupRepository repository, CancellationToken cancellationToken)
    {
        var newest = new PriorityQueue<BackupRecord, DateTimeOffset>();
        await foreach (var entry in repository.Catalogue.ListAsync(policyUid: null, cancellationToken))
        {
            if (entry.Record is not { } record)
            {
                NoteUnreadable(entry);
                continue;
            }

            Backups++;
            if (task.Namespace is null || record.Policy.Namespace == task.Namespace)
            {
                newest.Enqueue(record, record.CompletedAt);
                if (newest.Count > task.Limit)
                {
                    newest.Dequeue();
                }
            }
        }

        Listed = newest.Count;
        var descending = newest.UnorderedItems.OrderByDescending(item => item.Priority);
        foreach (var record in descending.Select(item => item.Element))
        {
            output.Backup(Describe(record));
        }
    }

    private static SourceResult Describe(SourceRecord source, string? keyId, DateTimeOffset recoveryPoint) => new()
    {
        Source = source.Name,
        ManifestKey = source.ManifestKey,
        ManifestSha256 = source.ManifestSha256,
        Base = source.Base,
        KeyId = keyId,
        RecoveryPoint = source.RecoveryPoint ?? recoveryPoint,
        ReadBytes = source.ReadBytes,
        ReferredBytes = source.ReferredBytes ?? 0,
        StoredBytes = source.StoredBytes,
        TransferredBytes = source.TransferredBytes,
        Databases = source.Databases?.Count ?? 0,
        Tables = source.Databases?.Sum(database => database.Tables) ?? 0,
        Rows = source.Rows ?? 0,
        ServerVersion = source.ServerVersion,
        DurationSeconds = source.DurationSeconds ?? 0,
    };

    private void NoteUnreadable(Repository.Catalogues.CatalogueEntry entry)
    {
        if (++Unreadable <= NamedUnreadable)
        {
            output.Warning($"backup {entry.Backup} of policy {entry.PolicyUid} cannot be read: {entry.Problem}");
        }
    }

    private Contract.CatalogueEntry Describe(BackupRecord record) => new()
    {
        Identity = new BackupIdentity
        {
            PolicyUid = record.Policy.Uid,
            PolicyName = record.Policy.Name,
            Namespace = record.Policy.Namespace,
            Backup = record.Backup,
        },
        ExecutionName = record.Execution.Name,
        ExecutionUid = record.Execution.Uid,
        Schedule = record.Schedule?.Name,
        Type = BackupTypeText.Read(record.Type),
        Base = record.Base,
        FencingToken = record.FencingToken,
        StartTime = record.StartedAt,
        CompletionTime = record.CompletedAt,
        RecoveryPoint = record.RecoveryPoint,
        Encryption = record.Encryption.Mode == StoredEncryption.None ? ContractEncryption.None : ContractEncryption.AES256GCM,
        KeyId = record.Encryption.KeyId,
        KeySecretName = record.KeySecretName,
        Kms = KmsMap.FromRecord(record.Kms),
        RepositoryId = record.RepositoryId,
        Address = RecordAddress.Of(store, record.Policy.Uid, record.Backup),
        Sources = [.. record.Sources.Select(source => Describe(source, record.Encryption.KeyId, record.RecoveryPoint))],
    };
}
