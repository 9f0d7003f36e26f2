using System.Text.Json;
using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Reading;
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

    internal SourceWriter(
        IObjectStore store, WritePipelineParts parts, SourceReader? @base, SourceWriterOptions options,
        TimeProvider time)
    {
        _store = store;
        _options = options;
        _time = time;
        Base = @base;
        _pipeline = new WritePipeline(store, parts, options);
    }

    /// <summary>The backup that this one may refer to; null for a full one.</summary>
    public SourceReader? Base { get; }

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
        await using var pieces = OpenPieces(name);
        await pieces.SubmitAsync(content, cancellationToken);
        return await pieces.CompleteAsync(cancellationToken);
    }

    /// <summary>Begins a stream that is made of pieces. The caller completes and disposes it.</summary>
    /// <param name="name">Unique in this source; at most 1,024 characters.</param>
    public PieceWriter OpenPieces(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new PieceWriter(this, name, Begin(name));
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
        await _pipeline.CompleteAsync(cancellationToken);

        // A long list of packs takes their place in memory now.
        _pipeline.Buffers.Forget();
        var packs = _pipeline.Packs.Complete();
        var own = _pipeline.Packs.Own();
        var record = new ManifestRecord(
            _time.GetUtcNow(), _options.Compression.ToString(), streams.Sum(stream => stream.LengthBytes),
            own.Sum(pack => (long)pack.SizeBytes), own.Count, streams.Sum(stream => stream.Chunks), details,
            _options.Base, _pipeline.Packs.ReferredBytes);
        var place = new ManifestPlace(_options.PolicyUid, _options.Backup, _options.Source);
        var manifest = new Manifest(record, packs, streams);
        var content = ManifestFormat.Write(manifest, place, _pipeline.Keys, _options.Compression);
        await PutAsync(place.ObjectKey, content, cancellationToken);
        return StoredManifests.Describe(place, content, manifest);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        Base?.Dispose();
    }

    /// <summary>Does work that ends with the caller's token and with the pipeline, and in the latter case fails as the
    /// pipeline did.</summary>
    internal async Task<T> JoinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _pipeline.Stopping);
        try
        {
            return await work(either.Token);
        }
        catch (OperationCanceledException)
        {
            _pipeline.ThrowIfFailed();
            throw;
        }
    }

    internal StoredStream Finish(int number, ManifestStream stream)
    {
        lock (_lock)
        {
            _streams[number] = (stream.Name, stream);
        }

        return stream.Describe();
    }

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
