using System.Buffers;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Some consecutive records on their way into the index.</summary>
internal sealed class IndexPiece : IPieceBatch
{
    // More than most pieces have.
    private byte[] _records = ArrayPool<byte>.Shared.Rent(512 * 1024);

    public int Length { get; private set; }

    public int Count => 1;

    public bool HasRoomFor(int length) => Length + length <= PieceWriter.LargestBatchBytes;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _records.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(PieceWriter.LargestBatchBytes);
            _records.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_records);
            _records = larger;
        }

        bytes.CopyTo(_records.AsSpan(Length));
        Length += bytes.Length;
    }

    public int Room(int piece) => Length;

    public int Read(int piece, Span<byte> room)
    {
        _records.AsSpan(0, Length).CopyTo(room);
        return Length;
    }

    public void Stored(int piece, int length, int chunks)
    {
        ArrayPool<byte>.Shared.Return(_records);
        _records = [];
    }
}
