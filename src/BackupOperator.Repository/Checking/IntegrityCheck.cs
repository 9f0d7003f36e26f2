using BackupOperator.Repository.Catalogues;

namespace BackupOperator.Repository.Checking;

/// <summary>Reads committed backups back: records, manifests, packs, streams, as far as the options say.</summary>
/// <remarks>A pack that several backups share is read once. Damage is reported, all of it, with the backups that it
/// hurts; a store that fails otherwise ends the check by its exception, for it says nothing about the backup.</remarks>
public static class IntegrityCheck
{
    /// <summary>Checks one backup.</summary>
    /// <param name="repository">Opened with its key, or as unencrypted.</param>
    /// <param name="policyUid">Whose backup it is.</param>
    /// <param name="backup">The backup's name.</param>
    /// <param name="options">How much is read, parallelism, progress and consumer.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="RepositoryException">There is no such backup, or it needs another key.</exception>
    /// <exception cref="Storage.StoreException">The store failed otherwise than by losing
    /// or changing an object.</exception>
    public static Task<IntegrityReport> RunAsync(
        BackupRepository repository, string policyUid, string backup, CheckOptions options,
        CancellationToken cancellationToken) =>
        RunAsync(repository, policyUid, [backup], options, cancellationToken);

    /// <summary>Checks several backups of one policy.</summary>
    /// <inheritdoc cref="RunAsync(BackupRepository, string, string, CheckOptions, CancellationToken)"/>
    public static async Task<IntegrityReport> RunAsync(
        BackupRepository repository, string policyUid, IReadOnlyList<string> backups, CheckOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(backups);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var ledger = new CheckLedger(options.Progress);
        foreach (var damaged in repository.DamagedKeyFiles)
        {
            ledger.Add(damaged.ObjectKey, damaged.Message, source: null, backups);
        }

        foreach (var backup in backups)
        {
            if (await ReadRecordAsync(repository, policyUid, backup, ledger, cancellationToken) is { } record)
            {
                ledger.ExpectPlain(record.Sources.Sum(source => source.ReadBytes));
                foreach (var source in record.Sources)
                {
                    await CheckSourceAsync(repository, record, source, options, ledger, cancellationToken);
                }
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
            ledger.Add(exception.ObjectKey, exception.Message, source: null, [backup]);
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
            reader.RequireRecorded(source.ManifestSha256);
            await new SourceCheck(record.Backup, source.Name, reader, options, ledger).RunAsync(cancellationToken);
        }
        catch (IntegrityException exception)
        {
            ledger.Add(exception.ObjectKey, exception.Message, source.Name, [record.Backup]);
        }
        catch (RepositoryException exception)
        {
            // A manifest that is gone or needs a key that is gone is damage: the record says that it was there.
            ledger.Add(source.ManifestKey, exception.Message, source.Name, [record.Backup]);
        }
    }
}
