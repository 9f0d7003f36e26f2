using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Writing;

/// <summary>Stores the streams of one source and, when all are complete, their manifest.</summary>
/// <remarks>Streams may be written one after the other or at once. Nothing counts before <see cref="CompleteAsync"/>
/// returns: what is disposed earlier leaves packs that no manifest refers to.</remarks>
public sealed class SourceWriter : IAsyncDisposable
{
    private readonly IObjectStore _store;
    private readonly SourceWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly WritePipeline _pipeline;
    private readonly Lock _lock = new();
    private readonly List<(string Name, ManifestStream? Stream)> _streams = [];

    internal SourceWriter(IObjectStore store, KeyMaterial keys, SourceWriterOptions options, TimeProvider time)
    {
        _store = store;
        _options = options;
        _time = time;
        _pipeline = new WritePipeline(store, keys, options);
    }

    /// <summary>What was read, stored and transferred so far.</summary>
    public WriteProgress Progress => _pipeline.Meter.Now;

    internal WritePipeline Pipeline => _pipeline;

    /// <summary>Reads <paramref name="content"/> to its end and stores it.</summary>
    /// <param name="name">Unique in this source; at most 1,024 characters.</param>
    /// <param name="content">Read to its end; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the call; the source can then no longer be completed.</param>
    /// <exception cref="StoreException">The store failed; the writer is of no further use.</exception>
    public async Task<StoredStream> WriteStreamAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(content);
        var number = Begin(name);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _pipeline.Stopping);
        using var cutter = new StreamCutter(_pipeline);
        try
        {
            var lists = await cutter.CutAsync(content, either.Token);
            return Finish(number, new ManifestStream(name, cutter.LengthBytes, cutter.Sha256(), cutter.Chunks, lists));
        }
        catch (OperationCanceledException)
        {
            _pipeline.ThrowIfFailed();
            throw;
        }
    }

    /// <summary>Waits until all packs are stored, then stores the manifest.</summary>
    /// <param name="details">What the source says about itself; comes back from <c>SourceReader.Details</c>.</param>
    /// <param name="cancellationToken">Ends the call; the manifest is then stored whole or not at all.</param>
    /// <exception cref="InvalidOperationException">A stream did not end well: what is
    /// partial is not stored as if it were whole.</exception>
    /// <exception cref="RepositoryException">With <see cref="RepositoryFailure.Conflict"/> when the manifest exists
    /// already.</exception>
    public async Task<StoredManifest> CompleteAsync(JsonElement details, CancellationToken cancellationToken)
    {
        var streams = RequireComplete();
        var packs = await _pipeline.CompleteAsync(cancellationToken);
        var stored = packs.Sum(pack => (long)pack.SizeBytes);
        var record = new ManifestRecord(
            _time.GetUtcNow(), _options.Compression.ToString(), streams.Sum(stream => stream.LengthBytes), stored,
            packs.Count, streams.Sum(stream => stream.Chunks), details);
        var place = new ManifestPlace(_options.PolicyUid, _options.Backup, _options.Source);
        var content = ManifestFormat.Write(
            new Manifest(record, packs, streams), place, _pipeline.Keys, _options.Compression);
        await PutAsync(place.ObjectKey, content, cancellationToken);
        return StoredManifests.Describe(place, content, record, packs.Count);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    private async Task PutAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await _store.PutOnceAsync(key, content, cancellationToken);
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            throw new RepositoryException(
                RepositoryFailure.Conflict,
                $"{key} exists already: another run has stored this source; use its manifest");
        }
    }

    private int Begin(string name)
    {
        lock (_lock)
        {
            if (_streams.Any(stream => stream.Name == name))
            {
                throw new ArgumentException($"source {_options.Source} has a stream '{name}' already", nameof(name));
            }

            _streams.Add((name, null));
            return _streams.Count - 1;
        }
    }

    private StoredStream Finish(int number, ManifestStream stream)
    {
        lock (_lock)
        {
            _streams[number] = (stream.Name, stream);
        }

        return new StoredStream(
            stream.Name, stream.LengthBytes, Convert.ToHexStringLower(stream.Sha256.Span), stream.Chunks);
    }

    private List<ManifestStream> RequireComplete()
    {
        lock (_lock)
        {
            var missing = _streams.Find(stream => stream.Stream is null);
            return missing.Name is null
                ? [.. _streams.Select(stream => stream.Stream!)]
                : throw new InvalidOperationException(
                    $"stream '{missing.Name}' of source {_options.Source} is not complete: the source cannot be");
        }
    }
}
