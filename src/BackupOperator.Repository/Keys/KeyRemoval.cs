using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>Gives a key-encryption key up, when every data key that it opens also opens without it.</summary>
/// <remarks>That holds for data keys that no backup needs yet too: a run under way may be writing with one.</remarks>
internal sealed class KeyRemoval(
    IObjectStore store, Identifier repository, KeyEncryptionKey staying, Catalogue catalogue)
{
    // More than a message shows; the check of escrow names all.
    private const int NamedBackups = 10;

    /// <returns>How many key files were removed.</returns>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.KeyInUse"/>; nothing was
    /// removed.</exception>
    public async Task<int> RunAsync(KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        var removed = await KeyFiles.OpenAsync(store, repository, key, cancellationToken);
        var files = removed.Keys.SelectMany(open => open.Files).ToHashSet(StringComparer.Ordinal);

        // As the store is now: a file may have gone since the repository was opened.
        var ring = await KeyFiles.OpenAsync(store, repository, staying, cancellationToken);
        var safe = ring.Keys.Where(open => open.Files.Any(file => !files.Contains(file)))
            .Select(open => open.Key.Id).ToHashSet();
        var lost = removed.Keys.Select(open => open.Key.Id).Where(id => !safe.Contains(id)).ToHashSet();
        if (lost.Count > 0)
        {
            throw await RefuseAsync(lost, ring.Keys.Concat(removed.Keys), cancellationToken);
        }

        foreach (var file in files)
        {
            await store.DeleteAsync(file, cancellationToken);
        }

        return files.Count;
    }

    private async Task<RepositoryException> RefuseAsync(
        HashSet<Identifier> lost, IEnumerable<OpenKey> known, CancellationToken cancellationToken)
    {
        var all = new KeyRing(repository);
        foreach (var open in known)
        {
            all.Add(open.Key, open.CreatedAt);
        }

        var needs = new KeyNeeds(store, all);
        var backups = new List<string>();
        await foreach (var entry in catalogue.ListAsync(policyUid: null, cancellationToken))
        {
            if (entry.Record is { } record && (await NeedsAsync(needs, record, cancellationToken)).Overlaps(lost))
            {
                backups.Add($"{record.Policy.Namespace}/{record.Policy.Name} {entry.Backup}");
            }
        }

        var more = backups.Count > NamedBackups ? $" and {backups.Count - NamedBackups} more" : "";
        var whose = backups.Count == 0
            ? "no committed backup yet"
            : $"{string.Join(", ", backups.Take(NamedBackups))}{more}";
        return new RepositoryException(
            RepositoryFailure.KeyInUse,
            $"the key-encryption key stays: without it {lost.Count} data keys would no longer open, which are needed " +
            $"by {whose}: wrap them for the key that stays first");
    }

    // What is damaged cannot be told to need the key; the check of integrity reports it.
    private static async Task<IReadOnlySet<Identifier>> NeedsAsync(
        KeyNeeds needs, BackupRecord record, CancellationToken cancellationToken)
    {
        try
        {
            return await needs.OfAsync(record, cancellationToken);
        }
        catch (IntegrityException)
        {
            return new HashSet<Identifier>();
        }
    }
}
