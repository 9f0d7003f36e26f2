using System.Collections.Concurrent;
using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Sealing;

namespace BackupOperator.Repository.Reading;

/// <summary>Brings segments: reads, opens, decompresses and checks every chunk by its
/// name. Safe to call concurrently.</summary>
internal sealed class SegmentFetcher(PackSource packs, KeyRing ring, BufferPool buffers) : IDisposable
{
    private readonly ConcurrentBag<Decompressor> _decompressors = [];

    /// <summary>The verified plaintext of a segment's chunks, one after the other; the caller owns it.</summary>
    /// <exception cref="IntegrityException">Anything is not what was written.</exception>
    public async Task<PooledBuffer> FetchAsync(Segment segment, CancellationToken cancellationToken)
    {
        var keys = KeysOf(segment.PackNumber);
        using var stored = buffers.Rent(segment.StoredLength);
        await packs.ReadAsync(segment.PackNumber, segment.Offset, stored.Memory, cancellationToken);
        var plain = buffers.Rent(segment.PlainLength);
        try
        {
            Open(segment, keys, stored.Span, plain.Span);
            return plain;
        }
        catch
        {
            plain.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        while (_decompressors.TryTake(out var decompressor))
        {
            decompressor.Dispose();
        }
    }

    private void Open(Segment segment, KeyMaterial keys, ReadOnlySpan<byte> stored, Span<byte> plain)
    {
        var decompressor = _decompressors.TryTake(out var idle) ? idle : new Decompressor();
        using var sealer = keys.PackSealer(packs.Packs[segment.PackNumber].Id);
        PooledBuffer? frame = null;
        FramePlace? opened = null;
        try
        {
            foreach (var entry in segment.Entries)
            {
                if (opened != entry.Frame)
                {
                    frame?.Dispose();
                    frame = buffers.Rent(entry.Frame.PlainLength);
                    OpenFrame(
                        entry.Frame, stored.Slice(entry.Frame.Offset - segment.Offset), sealer, decompressor,
                        frame.Span, keys);
                    opened = entry.Frame;
                }

                Take(entry, keys.Hasher, frame!.Span, plain);
                plain = plain[entry.Length..];
            }
        }
        finally
        {
            frame?.Dispose();
            _decompressors.Add(decompressor);
        }
    }

    private void OpenFrame(
        in FramePlace place, ReadOnlySpan<byte> stored, ISealer sealer, Decompressor decompressor, Span<byte> plain,
        KeyMaterial keys)
    {
        Span<byte> associated = stackalloc byte[PackFormat.AssociatedBytes];
        PackFormat.WriteFrameAssociated(associated, keys.Repository, packs.Packs[place.PackNumber].Id, place);
        var length = place.StoredLength - sealer.OverheadBytes;
        if (length <= 0)
        {
            throw packs.Damaged(place.PackNumber, $"has a frame {place.Position} that is too short");
        }

        using var opened = buffers.Rent(length);
        if (!sealer.TryOpen(place.Position, associated, stored[..place.StoredLength], opened.Span))
        {
            throw packs.Damaged(place.PackNumber, $"does not authenticate at frame {place.Position}");
        }

        if (!decompressor.TryDecompress(place.Compression, opened.Span, plain))
        {
            throw packs.Damaged(place.PackNumber, $"does not decompress at frame {place.Position}");
        }
    }

    private void Take(ChunkEntry entry, IHasher hasher, ReadOnlySpan<byte> frame, Span<byte> plain)
    {
        var chunk = frame.Slice(entry.Offset, entry.Length);
        if (hasher.Hash(chunk) != entry.Id)
        {
            throw packs.Damaged(
                entry.Frame.PackNumber, $"holds another chunk than {entry.Id} at frame {entry.Frame.Position}");
        }

        chunk.CopyTo(plain);
    }

    private KeyMaterial KeysOf(int number)
    {
        var key = packs.Packs[number].Key;
        return ring.TryGet(key, out var keys) ? keys : throw KeyRing.Missing(packs.ObjectKey(number), key.ToString());
    }
}
