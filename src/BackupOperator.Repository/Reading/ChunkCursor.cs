using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Manifests;

namespace BackupOperator.Repository.Reading;

/// <summary>Walks over the chunks of a stored stream without reading them. Forward only; one thread at a time. The caller
/// disposes it.</summary>
public sealed class ChunkCursor : IAsyncDisposable
{
    private readonly SourceReader _reader;
    private readonly ManifestStream _stream;
    private readonly ListsAhead _lists;
    private ReadOnlyMemory<ChunkEntry> _current;

    internal ChunkCursor(SourceReader reader, ChunkListReader lists, ManifestStream stream)
    {
        _reader = reader;
        _stream = stream;
        _lists = new ListsAhead(lists, stream.Lists);
    }

    /// <summary>Leaves chunks out.</summary>
    /// <exception cref="IntegrityException">The stream has fewer.</exception>
    public async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        while (count > 0)
        {
            await RequireAsync(cancellationToken);
            var skipped = (int)Math.Min(count, _current.Length);
            _current = _current[skipped..];
            count -= skipped;
        }
    }

    /// <summary>The next chunks; valid until the next call.</summary>
    /// <exception cref="IntegrityException">The stream has fewer.</exception>
    public async ValueTask<ChunkReferences> TakeAsync(int count, CancellationToken cancellationToken)
    {
        if (count <= _current.Length)
        {
            return new ChunkReferences(_reader, Take(count));
        }

        // They lie in several lists.
        var joined = new ChunkEntry[count];
        for (var taken = 0; taken < count;)
        {
            await RequireAsync(cancellationToken);
            var part = Take(Math.Min(count - taken, _current.Length));
            part.CopyTo(joined.AsMemory(taken));
            taken += part.Length;
        }

        return new ChunkReferences(_reader, joined);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _lists.DisposeAsync();

    private ReadOnlyMemory<ChunkEntry> Take(int count)
    {
        var taken = _current[..count];
        _current = _current[count..];
        return taken;
    }

    private async ValueTask RequireAsync(CancellationToken cancellationToken)
    {
        while (_current.IsEmpty)
        {
            _current = await _lists.NextAsync(cancellationToken)
                ?? throw new IntegrityException(
                    _reader.Stored.Key, $"stream '{_stream.Name}' of {_reader.Stored.Key} has fewer chunks than its " +
                    "index says: the backup does not fit together");
        }
    }
}
