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
    private readonly SegmentFetcher _fetcher;
    private readonly ChunkListReader _lists;

    internal SourceReader(
        IObjectStore store, ManifestPlace place, Manifest manifest, StoredManifest stored, KeyRing ring)
    {
        _place = place;
        _manifest = manifest;
        Stored = stored;
        Packs = new PackSource(store, place, manifest.Packs);
        _fetcher = new SegmentFetcher(Packs, ring, Buffers);
        _lists = new ChunkListReader(_fetcher, Packs);
        Streams = [.. manifest.Streams.Select(stream => new StoredStream(
            stream.Name, stream.LengthBytes, Convert.ToHexStringLower(stream.Sha256.Span), stream.Chunks))];
    }

    /// <summary>The manifest that was read.</summary>
    public StoredManifest Stored { get; }

    /// <summary>The streams, in the order in which they were begun.</summary>
    public IReadOnlyList<StoredStream> Streams { get; }

    /// <summary>What the source said about itself.</summary>
    public JsonElement Details => _manifest.Record.Details;

    internal PackSource Packs { get; }

    internal BufferPool Buffers { get; } = new();

    /// <summary>Sees that every pack is in the store with its length; reads none.</summary>
    /// <exception cref="IntegrityException">A pack is missing, or has another length.</exception>
    public Task RequirePacksAsync(int parallelism, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(0, Packs.Packs.Count),
        new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellationToken },
        async (number, token) => await Packs.RequireAsync(number, token));

    /// <summary>Opens a stream. Reading throws <see cref="IntegrityException"/> as soon as anything is not what was
    /// stored, at the latest instead of the end; nothing unverified is ever returned.</summary>
    /// <param name="name">One of <see cref="Streams"/>.</param>
    /// <param name="parallelism">How many ranges are fetched ahead, each of at most 4 MiB
    /// stored and 8 MiB plain.</param>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public Stream OpenRead(string name, int parallelism = 2)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        var stream = _manifest.Streams.FirstOrDefault(stream => stream.Name == name)
            ?? throw new ArgumentException($"{_place.ObjectKey} has no stream '{name}'", nameof(name));
        return new VerifiedStream(stream, _place.ObjectKey, _lists, _fetcher, parallelism);
    }

    /// <inheritdoc />
    public void Dispose() => _fetcher.Dispose();
}
