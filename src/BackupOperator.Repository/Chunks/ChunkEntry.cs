using BackupOperator.Repository.Packs;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Chunks;

/// <summary>One chunk of a stream and where it is stored: the 64-byte entry of a chunk list.</summary>
/// <param name="Id">The chunk's name, checked after reading.</param>
/// <param name="Frame">The frame that holds it.</param>
/// <param name="Offset">Where it begins in the frame's plaintext.</param>
/// <param name="Length">Its length in bytes.</param>
/// <remarks>
/// Layout, little-endian: id 32, pack number 4, frame position 4, frame offset 4, frame stored length 4, frame plain
/// length 4, chunk offset 4, chunk length 4, frame compression 1, zero 3. Everything that a read needs is here: one
/// ranged read a frame and no look into the pack's directory. Price: about 60 MB of lists for a TB, which zstd makes
/// about 45. </remarks>
internal readonly record struct ChunkEntry(ChunkId Id, FramePlace Frame, int Offset, int Length)
{
    public const int SizeBytes = 64;

    public static ChunkEntry Read(ReadOnlySpan<byte> source)
    {
        var frame = new FramePlace(
            PackNumber: ReadInt32LittleEndian(source[32..]),
            Position: ReadInt32LittleEndian(source[36..]),
            Offset: ReadInt32LittleEndian(source[40..]),
            StoredLength: ReadInt32LittleEndian(source[44..]),
            PlainLength: ReadInt32LittleEndian(source[48..]),
            Compression: (FrameCompression)source[60]);
        return new ChunkEntry(
            ChunkId.Read(source), frame, ReadInt32LittleEndian(source[52..]), ReadInt32LittleEndian(source[56..]));
    }

    public void Write(Span<byte> destination)
    {
        Id.Write(destination);
        WriteInt32LittleEndian(destination[32..], Frame.PackNumber);
        WriteInt32LittleEndian(destination[36..], Frame.Position);
        WriteInt32LittleEndian(destination[40..], Frame.Offset);
        WriteInt32LittleEndian(destination[44..], Frame.StoredLength);
        WriteInt32LittleEndian(destination[48..], Frame.PlainLength);
        WriteInt32LittleEndian(destination[52..], Offset);
        WriteInt32LittleEndian(destination[56..], Length);
        WriteInt32LittleEndian(destination[60..], (byte)Frame.Compression);
    }

    /// <summary>Whether the numbers can be true of a pack of <paramref name="packs"/>;
    /// nothing is allocated by one that fails.</summary>
    public bool IsPlausible(IReadOnlyList<PackSummary> packs) =>
        Frame.PackNumber >= 0 && Frame.PackNumber < packs.Count
        && Frame.Position >= 0 && Frame.Offset >= PackFormat.HeaderBytes && Frame.StoredLength > 0
        && (long)Frame.Offset + Frame.StoredLength <= packs[Frame.PackNumber].SizeBytes
        && Frame.PlainLength is > 0 and <= PackFormat.LargestFrameBytes
        && Offset >= 0 && Length > 0 && (long)Offset + Length <= Frame.PlainLength;
}
