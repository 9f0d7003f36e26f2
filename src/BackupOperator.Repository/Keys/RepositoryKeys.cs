using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>The keys of an open repository: rotated, wrapped again, given up, and seen to be there.</summary>
/// <remarks>No call rewrites data, and each may be repeated after it broke off anywhere.</remarks>
public sealed class RepositoryKeys
{
    private readonly IObjectStore _store;
    private readonly KeyRing _ring;
    private readonly KeyEncryptionKey? _kek;
    private readonly Catalogue _catalogue;
    private readonly TimeProvider _time;

    internal RepositoryKeys(
        IObjectStore store, KeyRing ring, KeyEncryptionKey? kek, Catalogue catalogue, TimeProvider time)
    {
        _store = store;
        _ring = ring;
        _kek = kek;
        _catalogue = catalogue;
        _time = time;
    }

    /// <summary>When the data key was made that new content is sealed with; null where nothing is encrypted.</summary>
    public DateTimeOffset? CurrentSince => _ring.Newest?.CreatedAt;

    /// <summary>Makes a new data key, wrapped for the key-encryption key that the repository was opened with; what is
    /// written from now on is sealed with it. Deduplication goes on: equal chunks keep their names.</summary>
    /// <returns>The name of the new data key.</returns>
    public async Task<string> RotateAsync(CancellationToken cancellationToken)
    {
        var (kek, newest) = RequireEncryption();
        var key = newest.Key.CreateSuccessor();

        // A clock that was set back must not make the new key an old one.
        var now = _time.GetUtcNow();
        var createdAt = now > newest.CreatedAt ? now : newest.CreatedAt.AddMilliseconds(1);
        await KeyRing.StoreAsync(_store, _ring.Repository, key, kek, createdAt, cancellationToken);
        _ring.Add(key, createdAt);
        return key.Id.ToString();
    }

    /// <summary>Wraps every data key that is open for <paramref name="key"/> too, as a change of the Secret asks for:
    /// open the repository with the old content and give the new one here. Both open from then on.</summary>
    /// <exception cref="IntegrityException">A key file for the new key is there and does not open.</exception>
    public async Task<KeyWrapping> AddKeyEncryptionKeyAsync(KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        RequireEncryption();
        var before = await KeyRing.OpenAsync(_store, _ring.Repository, key, cancellationToken);
        var missing = Missing(before).ToList();
        foreach (var open in missing)
        {
            await WrapAsync(open, key, cancellationToken);
        }

        // Seen to open: the old key may be given up on the strength of this.
        var after = await KeyRing.OpenAsync(_store, _ring.Repository, key, cancellationToken);
        if (Missing(after).FirstOrDefault() is { } lost)
        {
            throw after.Damaged is [var damaged, ..]
                ? damaged
                : new IntegrityException(
                    Layout.Keys, $"data key {lost.Key.Id} was wrapped and does not open: {_store.Address} loses objects");
        }

        return new KeyWrapping(missing.Count, _ring.Keys.Count - missing.Count);
    }

    /// <summary>Removes the key files of <paramref name="key"/>, which then opens nothing any more. Open the repository
    /// with the key that stays.</summary>
    /// <returns>How many files were removed.</returns>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.KeyInUse"/> when a data key would open
    /// with no key at hand; the message names the backups that need it.</exception>
    public async Task<int> RemoveKeyEncryptionKeyAsync(KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        RequireEncryption();
        var removed = await KeyRing.OpenAsync(_store, _ring.Repository, key, cancellationToken);
        var files = removed.Keys.SelectMany(open => open.Files).ToHashSet(StringComparer.Ordinal);
        var staying = (await OpenOwnAsync(cancellationToken)).Keys
            .Where(open => open.Files.Any(file => !files.Contains(file)))
            .Select(open => open.Key.Id).ToHashSet();
        var lost = removed.Keys.Select(open => open.Key.Id).Where(id => !staying.Contains(id)).ToHashSet();
        if (lost.Count > 0)
        {
            throw await RefuseAsync(lost, removed, cancellationToken);
        }

        foreach (var file in files)
        {
            await _store.DeleteAsync(file, cancellationToken);
        }

        return files.Count;
    }

    /// <summary>Sees for every committed backup whether the data keys that its record, manifests and packs need open
    /// with the key at hand. Reads records and manifests, and no pack.</summary>
    /// <param name="policyUid">The backups of one policy, or null for all.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task<EscrowReport> CheckEscrowAsync(string? policyUid, CancellationToken cancellationToken)
    {
        var needs = new KeyNeeds(_store, _ring);
        var problems = new List<EscrowProblem>();
        var backups = 0;
        await foreach (var entry in _catalogue.ListAsync(policyUid, cancellationToken))
        {
            backups++;
            if (await FindProblemAsync(entry, needs, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return new EscrowReport(backups, backups - problems.Count, _ring.Keys.Count, problems);
    }

    private async Task<EscrowProblem?> FindProblemAsync(
        CatalogueEntry entry, KeyNeeds needs, CancellationToken cancellationToken)
    {
        if (entry.Record is not { } record)
        {
            return new EscrowProblem(entry.PolicyUid, entry.Backup, [], entry.Problem!);
        }

        try
        {
            string[] missing =
            [
                .. (await needs.OfAsync(record, cancellationToken))
                    .Where(key => !_ring.TryGet(key, out _)).Select(key => key.ToString()).Order(StringComparer.Ordinal),
            ];
            return missing.Length == 0
                ? null
                : new EscrowProblem(
                    entry.PolicyUid, entry.Backup, missing,
                    $"backup {entry.Backup} needs data key {string.Join(", ", missing)}, which the given " +
                    "key-encryption key does not open: keep the key that was in the Secret when it was taken, or " +
                    "delete the backup");
        }
        catch (IntegrityException exception)
        {
            return new EscrowProblem(entry.PolicyUid, entry.Backup, [], exception.Message);
        }
    }

    private async Task WrapAsync(OpenKey open, KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await KeyRing.StoreAsync(
                _store, _ring.Repository, open.Key, key, open.CreatedAt, cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            // Another run wraps the same keys, or the file there is damaged: which of them is seen at the end.
        }
    }

    private async Task<RepositoryException> RefuseAsync(
        HashSet<Identifier> lost, KeyRing removed, CancellationToken cancellationToken)
    {
        var union = new KeyRing(_ring.Repository);
        foreach (var open in _ring.Keys.Concat(removed.Keys))
        {
            union.Add(open.Key, open.CreatedAt);
        }

        var needs = new KeyNeeds(_store, union);
        var backups = new List<string>();
        await foreach (var entry in _catalogue.ListAsync(policyUid: null, cancellationToken))
        {
            if (entry.Record is { } record && (await NeedsAsync(needs, record, cancellationToken)).Overlaps(lost))
            {
                backups.Add($"{record.Policy.Namespace}/{record.Policy.Name} {entry.Backup}");
            }
        }

        var whose = backups.Count == 0 ? "no committed backup yet" : string.Join(", ", backups);
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

    private IEnumerable<OpenKey> Missing(KeyRing other) =>
        _ring.Keys.Where(open => !other.TryGet(open.Key.Id, out _));

    // As the store is now: a file may have gone since the repository was opened.
    private Task<KeyRing> OpenOwnAsync(CancellationToken cancellationToken) =>
        KeyRing.OpenAsync(_store, _ring.Repository, _kek!, cancellationToken);

    private (KeyEncryptionKey Kek, OpenKey Newest) RequireEncryption() =>
        _kek is { } kek && _ring.Newest is { } newest
            ? (kek, newest)
            : throw new RepositoryException(
                RepositoryFailure.EncryptionMismatch,
                $"the repository in {_store.Address} is not encrypted: it has no keys to rotate or wrap");
}
