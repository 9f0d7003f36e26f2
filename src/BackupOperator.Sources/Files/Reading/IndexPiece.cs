using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Some consecutive records on their way into the index.</summary>
internal sealed class IndexPiece : IPieceBatch
{
    private byte[] _records = new byte[64 * 1024];

    public int Length { get; private set; }

    public int Count => 1;

    public bool HasRoomFor(int length) => Length + length <= PieceWriter.LargestBatchBytes;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (Length + bytes.Length > _records.Length)
        {
            Array.Resize(ref _records, Math.Max(_records.Length * 2, Length + bytes.Length));
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
    }
}
