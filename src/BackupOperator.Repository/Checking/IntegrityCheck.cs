using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Checking;

/// <summary>Reads all of a committed backup back: record, manifests, every byte of every pack, every stream.</summary>
/// <remarks>Packs are read twice, once whole for their digest and once as streams: what lies between frames is stored
/// too. Damage is reported, all of it; a store that fails otherwise ends the check by its exception, for it says
/// nothing about the backup.</remarks>
public static class IntegrityCheck
{
    /// <summary>Checks one backup.</summary>
    /// <param name="repository">Opened with its key, or as unencrypted.</param>
    /// <param name="policyUid">Whose backup it is.</param>
    /// <param name="backup">The backup's name.</param>
    /// <param name="options">Parallelism, progress and consumer.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="RepositoryException">There is no such backup, or it needs another key.</exception>
    /// <exception cref="Storage.StoreException">The store failed otherwise than by losing
    /// or changing an object.</exception>
    public static async Task<IntegrityReport> RunAsync(
        BackupRepository repository, string policyUid, string backup, CheckOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(options);
        var ledger = new CheckLedger(options.Progress);
        foreach (var damaged in repository.DamagedKeyFiles)
        {
            ledger.Add(null, damaged.ObjectKey, damaged.Message);
        }

        if (await ReadRecordAsync(repository, policyUid, backup, ledger, cancellationToken) is { } record)
        {
            foreach (var source in record.Sources)
            {
                await CheckSourceAsync(repository, record, source, options, ledger, cancellationToken);
            }
        }

        return ledger.Report();
    }

    private static async Task<BackupRecord?> ReadRecordAsync(
        BackupRepository repository, string policyUid, string backup, CheckLedger ledger,
        CancellationToken cancellationToken)
    {
        try
        {
            return await repository.Catalogue.GetAsync(policyUid, backup, cancellationToken);
        }
        catch (IntegrityException exception)
        {
            ledger.Add(null, exception.ObjectKey, exception.Message);
            return null;
        }
    }

    private static async Task CheckSourceAsync(
        BackupRepository repository, BackupRecord record, SourceRecord source, CheckOptions options, CheckLedger ledger,
        CancellationToken cancellationToken)
    {
        try
        {
            using var reader = await repository.OpenSourceAsync(
                record.Policy.Uid, record.Backup, source.Name, cancellationToken);
            RequireRecorded(source, reader);
            await new SourceCheck(source.Name, reader, options, ledger).RunAsync(cancellationToken);
        }
        catch (IntegrityException exception)
        {
            ledger.Add(source.Name, exception.ObjectKey, exception.Message);
        }
        catch (RepositoryException exception)
        {
            // A manifest that is gone or needs a key that is gone is damage: the record says that it was there.
            ledger.Add(source.Name, source.ManifestKey, exception.Message);
        }
    }

    private static void RequireRecorded(SourceRecord source, SourceReader reader)
    {
        if (reader.Stored.Sha256 != source.ManifestSha256)
        {
            throw new IntegrityException(
                source.ManifestKey,
                $"{source.ManifestKey} is not the manifest that the backup's record names: it was exchanged");
        }
    }
}
