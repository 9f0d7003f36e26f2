using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Writing;

/// <summary>Writes a stream that is made of pieces, such as the files of a tree: each is cut on its own, small ones are
/// read by the pipeline's workers side by side, and those of an earlier backup are referred to without being read.</summary>
/// <remarks>The stream holds the pieces in the order of the calls. One call at a time.</remarks>
public sealed class PieceWriter : IAsyncDisposable
{
    /// <summary>The most that the pieces of one batch have together, in bytes.</summary>
    public const int LargestBatchBytes = 1024 * 1024;

    private readonly SourceWriter _writer;
    private readonly string _name;
    private readonly int _number;
    private readonly StreamListing _listing;
    private StreamCutter? _cutter;

    internal PieceWriter(SourceWriter writer, string name, int number)
    {
        _writer = writer;
        _name = name;
        _number = number;
        _listing = new StreamListing(writer.Pipeline);
    }

    /// <summary>Queues small pieces; waits while the stages are busy.</summary>
    /// <exception cref="ArgumentException">The batch has more room than <see cref="LargestBatchBytes"/>.</exception>
    public async ValueTask SubmitAsync(IPieceBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RequireRoom(batch);
        await _writer.JoinAsync(
            async token =>
            {
                var draft = new FrameDraft(batch);
                await _writer.Pipeline.SubmitAsync(draft, token);
                await _listing.AddAsync(draft, token);
                return draft;
            },
            cancellationToken);
    }

    /// <summary>Stores one large piece, cut by its content.</summary>
    /// <param name="content">Read to its end before the call returns; stays the caller's.</param>
    /// <param name="cancellationToken">Ends the call; the source can then no longer be completed.</param>
    public async Task<PieceSize> SubmitAsync(Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        _cutter ??= new StreamCutter(_writer.Pipeline, _listing);
        return await _writer.JoinAsync(token => _cutter.CutAsync(content, token), cancellationToken);
    }

    /// <summary>Refers to chunks that the base holds.</summary>
    /// <exception cref="ArgumentException">They are not of <see cref="SourceWriter.Base"/>.</exception>
    public async ValueTask ReferAsync(ChunkReferences chunks, CancellationToken cancellationToken)
    {
        if (chunks.Owner is null || chunks.Owner != _writer.Base)
        {
            throw new ArgumentException("the chunks are those of another backup than the base", nameof(chunks));
        }

        await _listing.AddAsync(chunks.Entries, cancellationToken);
    }

    /// <summary>Ends the stream: waits until every chunk of it is in a pack.</summary>
    public async Task<StoredStream> CompleteAsync(CancellationToken cancellationToken)
    {
        var stream = await _writer.JoinAsync(token => _listing.CompleteAsync(_name, token), cancellationToken);
        return _writer.Finish(_number, stream);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _cutter?.Dispose();
        _listing.Dispose();
        return ValueTask.CompletedTask;
    }

    private static void RequireRoom(IPieceBatch batch)
    {
        var room = 0L;
        for (var piece = 0; piece < batch.Count; piece++)
        {
            room += batch.Room(piece);
        }

        if (room > LargestBatchBytes)
        {
            throw new ArgumentException(
                $"the batch has room for {room} bytes, more than {LargestBatchBytes}: submit large pieces as streams",
                nameof(batch));
        }
    }
}
