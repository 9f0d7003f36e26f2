using System.Collections.Concurrent;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository.Reading;

/// <summary>Brings segments: reads, opens, decompresses and checks every chunk by its
/// name. Safe to call concurrently.</summary>
internal sealed class SegmentFetcher(PackSource packs, KeyRing ring, BufferPool buffers) : IDisposable
{
    /// <summary>How many requests are under way for each worker that may open frames: who waits for the store does
    /// nothing else.</summary>
    public const int RequestsPerWorker = 2;

    private readonly ConcurrentBag<FrameOpener> _idle = [];

    /// <summary>Takes a chunk of a segment whose content is proven.</summary>
    /// <param name="index">Which of the segment's entries.</param>
    /// <param name="content">Valid during the call.</param>
    public delegate void ChunkTaker(int index, ReadOnlySpan<byte> content);

    /// <summary>Told of every frame that was opened; null where nobody asks.</summary>
    public FrameCoverage? Coverage { get; set; }

    /// <summary>The verified plaintext of a segment's chunks, one after the other; the caller owns it.</summary>
    /// <exception cref="IntegrityException">Anything is not what was written.</exception>
    public async Task<PooledBuffer> FetchAsync(Segment segment, CancellationToken cancellationToken)
    {
        var plain = buffers.Rent(segment.PlainLength);
        var used = 0;
        try
        {
            using var stored = await ReadAsync(segment, cancellationToken);
            Open(segment, stored.Span, (_, content) =>
            {
                content.CopyTo(plain.Span[used..]);
                used += content.Length;
            });
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    /// <summary>What is stored of a segment, unproven; the caller owns it.</summary>
    /// <exception cref="IntegrityException">The pack is missing or ends too early.</exception>
    public async Task<PooledBuffer> ReadAsync(Segment segment, CancellationToken cancellationToken)
    {
        var stored = buffers.Rent(segment.StoredLength);
        try
        {
            await packs.ReadAsync(segment.PackNumber, segment.Offset, stored.Memory, cancellationToken);
            return stored;
        }
        catch
        {
            stored.Dispose();
            throw;
        }
    }

    /// <summary>Hands over the chunks of a segment, in order.</summary>
    /// <exception cref="IntegrityException">Anything is not what was written.</exception>
    public void Open(Segment segment, ReadOnlySpan<byte> stored, ChunkTaker taker)
    {
        var opener = _idle.TryTake(out var idle) ? idle : new FrameOpener(buffers);
        try
        {
            Open(segment, KeysOf(segment.PackNumber), stored, opener, taker);
        }
        finally
        {
            _idle.Add(opener);
        }
    }

    public KeyMaterial KeysOf(int number)
    {
        var key = packs.Packs[number].Key;
        return ring.TryGet(key, out var keys) ? keys : throw KeyRing.Missing(packs.ObjectKey(number), key.ToString());
    }

    public void Dispose()
    {
        while (_idle.TryTake(out var opener))
        {
            opener.Dispose();
        }
    }

    private void Open(
        Segment segment, KeyMaterial keys, ReadOnlySpan<byte> stored, FrameOpener opener, ChunkTaker taker)
    {
        using var sealer = keys.PackSealer(packs.Packs[segment.PackNumber].Id);
        PooledBuffer? frame = null;
        var opened = -1;
        try
        {
            for (var index = 0; index < segment.Entries.Count; index++)
            {
                var entry = segment.Entries[index];
                if (opened < 0 || entry.Frame != segment.Entries[opened].Frame)
                {
                    frame?.Dispose();
                    frame = null;
                    var content = stored.Slice(entry.Frame.Offset - segment.Offset, entry.Frame.StoredLength);
                    frame = opener.Open(packs, entry.Frame, content, sealer, keys);
                    Coverage?.Opened(entry.Frame);
                    opened = index;
                }

                var chunk = frame!.Span.Slice(entry.Offset, entry.Length);
                FrameOpener.Require(packs, entry, chunk, keys.Hasher);
                taker(index, chunk);
            }
        }
        finally
        {
            frame?.Dispose();
        }
    }
}
