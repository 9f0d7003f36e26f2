using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Packs;

namespace BackupOperator.Repository.Writing;

/// <summary>Reader of pieces, hasher and compressor: names the chunks of a draft, leaves out known ones and compresses
/// the rest while all of it is in the processor's cache. One a thread.</summary>
internal sealed class FrameWorker(
    IChunker chunker, IHasher hasher, ChunkIndex index, ICompressor compressor, BufferPool buffers, WriteMeter meter)
    : IDisposable
{
    /// <summary>Takes the draft's buffer; the frame, when there is one, owns what is left of it.</summary>
    public async ValueTask<Frame?> PrepareAsync(FrameDraft draft, CancellationToken cancellationToken)
    {
        if (draft.Batch is { } batch)
        {
            ReadPieces(draft, batch);
        }

        var content = draft.Content!;
        try
        {
            var (fresh, plainLength) = await KeepUnknownAsync(draft, cancellationToken);
            if (fresh.Count == 0)
            {
                content.Dispose();
                return null;
            }

            content.Shrink(plainLength);
            return Compress(content, fresh, cancellationToken);
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    public void Dispose() => compressor.Dispose();

    private void ReadPieces(FrameDraft draft, IPieceBatch batch)
    {
        var buffer = buffers.Rent(PieceWriter.LargestBatchBytes);
        draft.Fill(buffer);
        for (var piece = 0; piece < batch.Count; piece++)
        {
            var room = buffer.Span.Slice(draft.Length, batch.Room(piece));
            var length = batch.Read(piece, room);
            var chunks = Cut(draft, room[..length]);
            batch.Stored(piece, length, chunks);
        }

        meter.Read(draft.Length);
    }

    private int Cut(FrameDraft draft, ReadOnlySpan<byte> piece)
    {
        var chunks = 0;
        for (; piece.Length > 0; chunks++)
        {
            var length = chunker.Cut(piece);
            draft.Add(length);
            piece = piece[length..];
        }

        return chunks;
    }

    private async ValueTask<(IReadOnlyList<StoredChunk> Fresh, int PlainLength)> KeepUnknownAsync(
        FrameDraft draft, CancellationToken cancellationToken)
    {
        var all = new StoredChunk[draft.Lengths.Count];
        var fresh = new List<StoredChunk>(all.Length);
        var (read, kept) = (0, 0);
        for (var number = 0; number < all.Length; number++)
        {
            var length = draft.Lengths[number];
            var id = hasher.Hash(draft.Content!.Span.Slice(read, length));
            var (chunk, isNew) = await index.GetOrAddAsync(id, length, cancellationToken);
            all[number] = chunk;
            if (isNew)
            {
                MoveUp(draft.Content.Span, read, kept, length);
                kept += length;
                fresh.Add(chunk);
            }

            read += length;
        }

        draft.Chunks = all;
        return (fresh, kept);
    }

    // Known chunks leave a gap; most drafts have none, and then nothing moves.
    private static void MoveUp(Span<byte> content, int from, int to, int length)
    {
        if (from != to)
        {
            content.Slice(from, length).CopyTo(content[to..]);
        }
    }

    private Frame Compress(
        PooledBuffer content, IReadOnlyList<StoredChunk> chunks, CancellationToken cancellationToken)
    {
        var plainLength = content.Length;
        var compressed = buffers.Rent(plainLength);
        try
        {
            var length = compressor.Compress(content.Span, compressed.Span, cancellationToken) ?? plainLength;
            if (length >= plainLength)
            {
                compressed.Dispose();
                return new Frame(content, FrameCompression.None, plainLength, chunks);
            }

            compressed.Shrink(length);
            content.Dispose();
            return new Frame(compressed, compressor.Kind, plainLength, chunks);
        }
        catch
        {
            compressed.Dispose();
            throw;
        }
    }
}
