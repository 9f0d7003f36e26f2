using BackupOperator.Repository.Buffers;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Sealing;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Packs;

/// <summary>Fills one pack: header, frames, then directory and footer. One thread at a
/// time; owns its buffer until finished.</summary>
internal sealed class PackBuilder : IDisposable
{
    private readonly KeyMaterial _keys;
    private readonly ISealer _sealer;
    private readonly PooledBuffer _buffer;
    private readonly int _number;
    private readonly List<(FramePlace Place, IReadOnlyList<(ChunkId Id, int Length)> Chunks)> _frames = [];
    private int _used = PackFormat.HeaderBytes;
    private int _directoryBytes = PackFormat.DirectoryCountBytes;

    public PackBuilder(KeyMaterial keys, PooledBuffer buffer, Identifier id, int number)
    {
        _keys = keys;
        _buffer = buffer;
        _number = number;
        Id = id;
        _sealer = keys.PackSealer(Id);
        PackFormat.WriteHeader(buffer.Span, keys.Mode, keys.Repository, Id, keys.KeyId);
    }

    public Identifier Id { get; }

    /// <summary>Whether a frame of <paramref name="length"/> bytes and
    /// <paramref name="chunks"/> chunks still has room.</summary>
    public bool Fits(int length, int chunks)
    {
        var directory = _directoryBytes + PackFormat.DirectoryFrameBytes + (chunks * PackFormat.DirectoryChunkBytes);
        var sealing = 2 * _sealer.OverheadBytes;
        return (long)_used + length + directory + sealing + PackFormat.FooterBytes <= _buffer.Length;
    }

    /// <summary>Seals a frame into the pack.</summary>
    public FramePlace Append(
        ReadOnlySpan<byte> content, FrameCompression compression, int plainLength,
        IReadOnlyList<(ChunkId Id, int Length)> chunks)
    {
        var stored = content.Length + _sealer.OverheadBytes;
        var place = new FramePlace(_number, _frames.Count, _used, stored, plainLength, compression);
        Span<byte> associated = stackalloc byte[PackFormat.AssociatedBytes];
        PackFormat.WriteFrameAssociated(associated, _keys.Repository, Id, place);
        _sealer.Seal(place.Position, associated, content, _buffer.Span.Slice(_used, stored));
        _used += stored;
        _directoryBytes += PackFormat.DirectoryFrameBytes + (chunks.Count * PackFormat.DirectoryChunkBytes);
        _frames.Add((place, chunks));
        return place;
    }

    /// <summary>Closes the pack and hands over the buffer with the whole object.</summary>
    public SealedPack Finish()
    {
        var directory = WriteDirectory();
        var offset = _used;
        var stored = directory.Length + _sealer.OverheadBytes;
        Span<byte> associated = stackalloc byte[PackFormat.AssociatedBytes];
        PackFormat.WriteDirectoryAssociated(associated, _keys.Repository, Id, offset, directory.Length);
        _sealer.Seal(PackFormat.DirectoryPosition, associated, directory, _buffer.Span.Slice(offset, stored));
        PackFormat.WriteFooter(_buffer.Span[(offset + stored)..], offset, stored, _frames.Count);
        _buffer.Shrink(offset + stored + PackFormat.FooterBytes);
        _sealer.Dispose();
        var summary = new PackSummary(Id, _keys.KeyId, _buffer.Length, stored, _frames.Count);
        return new SealedPack(_number, summary, _buffer);
    }

    public void Dispose()
    {
        _sealer.Dispose();
        _buffer.Dispose();
    }

    private byte[] WriteDirectory()
    {
        var directory = new byte[_directoryBytes];
        WriteInt32LittleEndian(directory, _frames.Count);
        var rest = directory.AsSpan(PackFormat.DirectoryCountBytes);
        foreach (var (place, chunks) in _frames)
        {
            WriteInt32LittleEndian(rest, place.Offset);
            WriteInt32LittleEndian(rest[4..], place.StoredLength);
            WriteInt32LittleEndian(rest[8..], place.PlainLength);
            WriteInt32LittleEndian(rest[12..], (byte)place.Compression);
            WriteInt32LittleEndian(rest[16..], chunks.Count);
            rest = rest[PackFormat.DirectoryFrameBytes..];
            foreach (var (id, length) in chunks)
            {
                id.Write(rest);
                WriteInt32LittleEndian(rest[ChunkId.SizeBytes..], length);
                rest = rest[PackFormat.DirectoryChunkBytes..];
            }
        }

        return directory;
    }
}
