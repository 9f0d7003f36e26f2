using BackupOperator.Repository.Chunks;
using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Packs;

/// <summary>What a pack says of itself: its frames and their chunks, in order.</summary>
/// <remarks>Invariant: frames follow each other without a gap from the header to the directory, so that no byte of a
/// pack is outside of a seal.</remarks>
internal sealed class PackDirectory
{
    private readonly ChunkEntry[] _chunks;
    private readonly int[] _firstChunks;

    private PackDirectory(FramePlace[] frames, ChunkEntry[] chunks, int[] firstChunks)
    {
        Frames = frames;
        _chunks = chunks;
        _firstChunks = firstChunks;
    }

    public IReadOnlyList<FramePlace> Frames { get; }

    /// <summary>All chunks, as entries that name the pack by the number that was given.</summary>
    public ReadOnlyMemory<ChunkEntry> Chunks => _chunks;

    /// <summary>The chunks of one frame.</summary>
    public ReadOnlySpan<ChunkEntry> ChunksOf(int frame) => _chunks.AsSpan(_firstChunks[frame].._firstChunks[frame + 1]);

    /// <summary>Whether <paramref name="entry"/> is one of the chunks.</summary>
    public bool Holds(in ChunkEntry entry)
    {
        if (entry.Frame.Position >= Frames.Count)
        {
            return false;
        }

        var chunks = ChunksOf(entry.Frame.Position);
        var (low, high) = (0, chunks.Length - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = chunks[middle].Offset <= entry.Offset ? (middle, high) : (low, middle - 1);
        }

        return chunks[low] == entry;
    }

    /// <param name="plain">The opened directory.</param>
    /// <param name="pack">The pack; its frames end where its directory begins.</param>
    /// <param name="number">The pack's number, for the entries.</param>
    /// <exception cref="FormatException">The directory is not that of such a pack.</exception>
    public static PackDirectory Read(ReadOnlySpan<byte> plain, PackSummary pack, int number)
    {
        var frameCount = ReadInt32LittleEndian(Take(ref plain, PackFormat.DirectoryCountBytes));
        Require(frameCount == pack.Frames, "the number of its frames differs");
        var frames = new FramePlace[frameCount];
        var firstChunks = new int[frameCount + 1];
        var chunks = new List<ChunkEntry>(frameCount);
        var offset = PackFormat.HeaderBytes;
        for (var position = 0; position < frameCount; position++)
        {
            var frame = Take(ref plain, PackFormat.DirectoryFrameBytes);
            frames[position] = ReadFrame(frame, number, position);
            Require(frames[position].Offset == offset && frames[position].StoredLength > 0, "its frames do not adjoin");
            offset += frames[position].StoredLength;
            ReadChunks(ref plain, frames[position], ReadInt32LittleEndian(frame[16..]), chunks);
            firstChunks[position + 1] = chunks.Count;
        }

        Require(offset == pack.DirectoryOffset && plain.IsEmpty, "its frames do not end where it begins");
        return new PackDirectory(frames, [.. chunks], firstChunks);
    }

    private static FramePlace ReadFrame(ReadOnlySpan<byte> frame, int number, int position) => new(
        number, position, ReadInt32LittleEndian(frame), ReadInt32LittleEndian(frame[4..]),
        ReadInt32LittleEndian(frame[8..]), (FrameCompression)frame[12]);

    private static void ReadChunks(
        ref ReadOnlySpan<byte> plain, FramePlace frame, int count, List<ChunkEntry> chunks)
    {
        Require(
            count > 0 && count <= plain.Length / PackFormat.DirectoryChunkBytes
                && frame.PlainLength is > 0 and <= PackFormat.LargestFrameBytes,
            "a frame of it cannot be");
        var offset = 0;
        for (var index = 0; index < count; index++)
        {
            var chunk = Take(ref plain, PackFormat.DirectoryChunkBytes);
            var length = ReadInt32LittleEndian(chunk[ChunkId.SizeBytes..]);
            Require(length > 0 && length <= frame.PlainLength - offset, "a chunk of it lies outside of its frame");
            chunks.Add(new ChunkEntry(ChunkId.Read(chunk), frame, offset, length));
            offset += length;
        }

        Require(offset == frame.PlainLength, "chunks do not fill their frame");
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int length)
    {
        Require(rest.Length >= length, "it breaks off");
        var taken = rest[..length];
        rest = rest[length..];
        return taken;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException($"its directory is damaged: {otherwise}");
        }
    }
}
