using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Pruning;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Repository;

/// <summary>What the bytes in a store mean: writes and reads sources, and knows the catalogue.</summary>
/// <remarks>Holds no connection of its own: the store stays the caller's. Safe to use concurrently.</remarks>
public sealed class BackupRepository
{
    private readonly IObjectStore _store;
    private readonly RepositoryRecord _record;
    private readonly KeyRing? _ring;
    private readonly TimeProvider _time;

    private readonly KeyEncryptionKey? _kek;

    private BackupRepository(
        IObjectStore store, RepositoryRecord record, KeyRing? ring, KeyEncryptionKey? kek, TimeProvider time)
    {
        _store = store;
        _record = record;
        _ring = ring;
        _kek = kek;
        _time = time;
        Catalogue = new Catalogue(store, record, ring);
    }

    /// <summary>The repository's name: 32 hex digits, random.</summary>
    public string Id => _record.RepositoryId;

    /// <summary>How content is protected.</summary>
    public EncryptionMode Encryption => _record.Encryption;

    /// <summary>The data key that new content is sealed with; null without encryption or key.</summary>
    public string? KeyId => _ring?.Current is { Mode: not EncryptionMode.None } keys ? keys.KeyId.ToString() : null;

    /// <summary>Key files that are damaged; another file gave the key that is in use.</summary>
    public IReadOnlyList<IntegrityException> DamagedKeyFiles => _ring?.Damaged ?? [];

    /// <summary>Why keys of <see cref="RepositoryAccess.PreviousKeys"/> could not be tried: their key service refuses
    /// or does not answer.</summary>
    public IReadOnlyList<RepositoryException> UntriedKeys => _ring?.Untried ?? [];

    /// <summary>The keys; not there when the repository was opened for its catalogue only.</summary>
    /// <remarks>Uses the key-encryption key that the repository was opened with, which must not be disposed.</remarks>
    public RepositoryKeys Keys => new(_store, RequireRing(), _kek, Catalogue, _time);

    /// <summary>Deletes backups and leftovers; not there when the repository was opened for its catalogue
    /// only.</summary>
    public Pruner Pruner => new(_store, RequireRing(), _time);

    /// <summary>The committed backups.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>Opens the repository in <paramref name="store"/>, or makes it where
    /// <paramref name="access"/> says so.</summary>
    /// <exception cref="RepositoryException">There is none, the key does not fit, or the mode is another.</exception>
    /// <exception cref="IntegrityException">Its own objects are damaged.</exception>
    /// <exception cref="StoreException">The store failed.</exception>
    public static Task<BackupRepository> OpenAsync(
        IObjectStore store, RepositoryAccess access, CancellationToken cancellationToken) =>
        OpenAsync(store, access, TimeProvider.System, cancellationToken);

    /// <summary>Begins to write one source of one backup. The caller disposes the writer.</summary>
    /// <remarks>A base that does not hold the source, or whose packs are not all there, is not used: the writer then
    /// has no <see cref="SourceWriter.Base"/> and writes a full backup, which mends the loss.</remarks>
    /// <exception cref="StoreException">The store failed.</exception>
    public async Task<SourceWriter> WriteSourceAsync(
        SourceWriterOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var ring = RequireRing();
        var usable = options.Base is null ? null : await FindBaseAsync(options, cancellationToken);
        var opening = new SourceWriterOpening(
            _store, ring, _record.Chunker, options with { Base = usable is null ? null : options.Base }, _time);
        try
        {
            return await opening.OpenAsync(usable, cancellationToken);
        }
        catch
        {
            usable?.Dispose();
            throw;
        }
    }

    /// <summary>Opens one source of one backup for reading. The caller disposes the reader.</summary>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.BackupMissing"/> when there is no such
    /// manifest.</exception>
    /// <exception cref="IntegrityException">The manifest is damaged or another's.</exception>
    public async Task<SourceReader> OpenSourceAsync(
        string policyUid, string backup, string source, CancellationToken cancellationToken) =>
        await FindSourceAsync(policyUid, backup, source, cancellationToken)
            ?? throw new RepositoryException(
                RepositoryFailure.BackupMissing,
                $"there is no manifest {Layout.Manifest(policyUid, backup, source)} in {_store.Address}");

    /// <summary>As <see cref="OpenSourceAsync"/>, or null when there is no such manifest: a run that is repeated finds
    /// here what its first attempt completed.</summary>
    public async Task<SourceReader?> FindSourceAsync(
        string policyUid, string backup, string source, CancellationToken cancellationToken)
    {
        Layout.RequireName(policyUid, nameof(policyUid));
        Layout.RequireName(backup, nameof(backup));
        Layout.RequireSource(source);
        var ring = RequireRing();
        var place = new ManifestPlace(policyUid, backup, source);
        var found = await _store.ReadSmallAsync(place.ObjectKey, ManifestFormat.LargestBytes, cancellationToken);
        if (found is not { } content)
        {
            return null;
        }

        var manifest = ManifestFormat.Read(content, place, ring);
        var stored = StoredManifests.Describe(place, content, manifest);
        return new SourceReader(_store, place, manifest, stored, ring);
    }

    internal static async Task<BackupRepository> OpenAsync(
        IObjectStore store, RepositoryAccess access, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(access);
        var (record, ring) = await new RepositoryOpening(store, access, time).OpenAsync(cancellationToken);
        var repository = new BackupRepository(store, record, ring, access.Key, time);
        if (ring?.Newest is { } newest && newest.CreatedAt + access.RotateAfter < time.GetUtcNow())
        {
            await repository.Keys.RotateAsync(cancellationToken);
        }

        return repository;
    }

    private async Task<SourceReader?> FindBaseAsync(SourceWriterOptions options, CancellationToken cancellationToken)
    {
        SourceReader? reader = null;
        try
        {
            reader = await FindSourceAsync(options.PolicyUid, options.Base!, options.Source, cancellationToken);
            if (reader is not null)
            {
                await reader.RequirePacksAsync(options.Parallelism, cancellationToken);
            }

            return reader;
        }
        catch (IntegrityException)
        {
            reader?.Dispose();
            return null;
        }
    }

    private KeyRing RequireRing() =>
        _ring
            ?? throw new InvalidOperationException(
                "the repository was opened for its catalogue only: open it with its key");
}
