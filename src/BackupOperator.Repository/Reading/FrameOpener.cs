using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Compressing;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Sealing;

namespace BackupOperator.Repository.Reading;

/// <summary>Opens frames: authenticates, then decompresses. One thread at a time.</summary>
internal sealed class FrameOpener(BufferPool buffers) : IDisposable
{
    private readonly Decompressor _decompressor = new();

    /// <summary>The plaintext of a frame; the caller owns it.</summary>
    /// <exception cref="IntegrityException">It is not what was written in this place.</exception>
    public PooledBuffer Open(
        PackSource packs, in FramePlace place, ReadOnlySpan<byte> stored, ISealer sealer, KeyMaterial keys)
    {
        Span<byte> associated = stackalloc byte[PackFormat.AssociatedBytes];
        PackFormat.WriteFrameAssociated(associated, keys.Repository, packs.Packs[place.PackNumber].Id, place);
        var length = place.StoredLength - sealer.OverheadBytes;
        if (length <= 0)
        {
            throw packs.Damaged(place.PackNumber, $"has a frame {place.Position} that is too short");
        }

        var opened = buffers.Rent(length);
        try
        {
            if (!sealer.TryOpen(place.Position, associated, stored, opened.Span))
            {
                throw packs.Damaged(place.PackNumber, $"does not authenticate at frame {place.Position}");
            }

            // Nothing is copied where nothing is compressed.
            if (place.Compression == FrameCompression.None && length == place.PlainLength)
            {
                (var plain, opened) = (opened, null);
                return plain;
            }

            return Decompress(packs, place, opened.Span);
        }
        finally
        {
            opened?.Dispose();
        }
    }

    /// <summary>Sees that a chunk is the one that its name says.</summary>
    public static void Require(PackSource packs, in ChunkEntry entry, ReadOnlySpan<byte> content, IHasher hasher)
    {
        if (hasher.Hash(content) != entry.Id)
        {
            throw packs.Damaged(
                entry.Frame.PackNumber, $"holds another chunk than {entry.Id} at frame {entry.Frame.Position}");
        }
    }

    public void Dispose() => _decompressor.Dispose();

    private PooledBuffer Decompress(PackSource packs, in FramePlace place, ReadOnlySpan<byte> opened)
    {
        var plain = buffers.Rent(place.PlainLength);
        if (_decompressor.TryDecompress(place.Compression, opened, plain.Span))
        {
            return plain;
        }

        plain.Dispose();
        throw packs.Damaged(place.PackNumber, $"does not decompress at frame {place.Position}");
    }
}
