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

    /// <summary>How many data keys are open.</summary>
    public int Count => _ring.Keys.Count;

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
        await KeyFiles.StoreAsync(_store, _ring.Repository, key, kek, createdAt, cancellationToken);
        _ring.Add(key, createdAt);
        return key.Id.ToString();
    }

    /// <summary>Wraps every data key that is open for <paramref name="key"/> too, as a change of the Secret asks for:
    /// open the repository with the old content, or with both (<see cref="RepositoryAccess.PreviousKeys"/>), and give
    /// the new one here. Both open from then on.</summary>
    /// <exception cref="IntegrityException">A key file for the new key is there and does not open.</exception>
    public async Task<KeyWrapping> AddKeyEncryptionKeyAsync(KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        RequireEncryption();
        var before = await KeyFiles.OpenAsync(_store, _ring.Repository, key, cancellationToken);
        var missing = Missing(before).ToList();
        if (missing.Count == 0)
        {
            return new KeyWrapping(0, _ring.Keys.Count);
        }

        foreach (var open in missing)
        {
            await WrapAsync(open, key, cancellationToken);
        }

        // Seen to open: the old key may be given up on the strength of this.
        var after = await KeyFiles.OpenAsync(_store, _ring.Repository, key, cancellationToken);
        if (Missing(after).FirstOrDefault() is { } lost)
        {
            throw after.Damaged is [var damaged, ..]
                ? damaged
                : new IntegrityException(
                    Layout.Keys,
                    $"data key {lost.Key.Id} was wrapped and does not open: {_store.Address} loses objects");
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
        var (staying, _) = RequireEncryption();
        return await new KeyRemoval(_store, _ring.Repository, staying, _catalogue).RunAsync(key, cancellationToken);
    }

    /// <summary>Sees for every committed backup whether the data keys that its record, manifests and packs need open
    /// with the key at hand. Reads records and manifests, and no pack.</summary>
    /// <param name="policyUid">The backups of one policy, or null for all.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public Task<EscrowReport> CheckEscrowAsync(string? policyUid, CancellationToken cancellationToken) =>
        new EscrowCheck(_store, _ring, _catalogue).RunAsync(policyUid, cancellationToken);

    private async Task WrapAsync(OpenKey open, KeyEncryptionKey key, CancellationToken cancellationToken)
    {
        try
        {
            await KeyFiles.StoreAsync(
                _store, _ring.Repository, open.Key, key, open.CreatedAt, cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            // Another run wraps the same keys, or the file there is damaged: which of them is seen at the end.
        }
    }

    private IEnumerable<OpenKey> Missing(KeyRing other) =>
        _ring.Keys.Where(open => !other.TryGet(open.Key.Id, out _));

    private (KeyEncryptionKey Kek, OpenKey Newest) RequireEncryption() =>
        _kek is { } kek && _ring.Newest is { } newest
            ? (kek, newest)
            : throw new RepositoryException(
                RepositoryFailure.EncryptionMismatch,
                $"the repository in {_store.Address} is not encrypted: it has no keys to rotate or wrap");
}
