using System.Text.Json;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Reading;

/// <summary>Reads back one source of one backup. Streams may be read at once.</summary>
public sealed class SourceReader : IDisposable
{
    private readonly ManifestPlace _place;
    private readonly Manifest _manifest;

    internal SourceReader(
        IObjectStore store, ManifestPlace place, Manifest manifest, StoredManifest stored, KeyRing ring)
    {
        _place = place;
        _manifest = manifest;
        Stored = stored;
        Packs = new PackSource(store, place, manifest.Packs);
        Fetcher = new SegmentFetcher(Packs, ring, Buffers);
        Lists = new ChunkListReader(Fetcher, Packs, place.ObjectKey);
        Streams = [.. manifest.Streams.Select(StoredManifests.Describe)];
    }

    /// <summary>The manifest that was read.</summary>
    public StoredManifest Stored { get; }

    /// <summary>The streams, in the order in which they were begun.</summary>
    public IReadOnlyList<StoredStream> Streams { get; }

    /// <summary>What the source said about itself.</summary>
    public JsonElement Details => _manifest.Record.Details;

    internal PackSource Packs { get; }

    internal SegmentFetcher Fetcher { get; }

    internal ChunkListReader Lists { get; }

    internal BufferPool Buffers { get; } = new();

    internal IReadOnlyList<ManifestStream> ManifestStreams => _manifest.Streams;

    /// <summary>Sees that the manifest is the one that the backup's record names.</summary>
    /// <exception cref="IntegrityException">It is another.</exception>
    public void RequireRecorded(string manifestSha256)
    {
        if (Stored.Sha256 != manifestSha256)
        {
            throw new IntegrityException(
                Stored.Key, $"{Stored.Key} is not the manifest that the backup's record names: it was exchanged");
        }
    }

    /// <summary>Sees that every pack is in the store with its length; reads none.</summary>
    /// <exception cref="IntegrityException">A pack is missing, or has another length.</exception>
    public Task RequirePacksAsync(int parallelism, CancellationToken cancellationToken) =>
        Packs.RequireAllAsync(parallelism, cancellationToken);

    /// <summary>Opens a stream. Reading throws <see cref="IntegrityException"/> as soon as anything is not what was
    /// stored, at the latest instead of the end; nothing unverified is ever returned.</summary>
    /// <param name="name">One of <see cref="Streams"/>.</param>
    /// <param name="parallelism">How many ranges are fetched ahead, each of at most 4 MiB
    /// stored and 8 MiB plain.</param>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public Stream OpenRead(string name, int parallelism = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        return new VerifiedStream(Find(name), Lists, Fetcher, parallelism);
    }

    /// <summary>Reads the chunks of a stream by several workers; they reach the sink in any order.</summary>
    /// <param name="name">One of <see cref="Streams"/>.</param>
    /// <param name="sink">Says where each chunk goes, and takes it there.</param>
    /// <param name="parallelism">How many workers open and write at once. Twice as many ranges are read, each of at most
    /// 4 MiB stored and 8 MiB plain.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="IntegrityException">Something is not what was stored. Chunks that reached the sink were.</exception>
    public async Task ReadChunksAsync<T>(
        string name, IChunkSink<T> sink, int parallelism, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        await using var delivery = new ChunkDelivery<T>(Fetcher, sink, parallelism);
        await delivery.RunAsync(Lists.ListsAsync(Find(name), cancellationToken), cancellationToken);
    }

    /// <summary>Begins a walk over the chunks of a stream that reads none of them.</summary>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public ChunkCursor OpenCursor(string name) => new(this, Lists, Find(name));

    /// <inheritdoc />
    public void Dispose() => Fetcher.Dispose();

    private ManifestStream Find(string name) =>
        _manifest.Streams.FirstOrDefault(stream => stream.Name == name)
            ?? throw new ArgumentException($"{_place.ObjectKey} has no stream '{name}'", nameof(name));
}
