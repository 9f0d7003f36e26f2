using BackupOperator.Repository.Writing;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>Small files that a worker of the repository reads together.</summary>
internal sealed class SmallFiles(ReadReport report) : IPieceBatch
{
    // Each of them costs some system calls: a batch of the smallest files should not keep others waiting.
    private const int MostFiles = 1024;

    private readonly List<PendingFile> _files = [];
    private long _room;

    public int Count => _files.Count;

    public bool HasRoomFor(long size) =>
        _files.Count < MostFiles && _room + size <= PieceWriter.LargestBatchBytes;

    public void Add(PendingFile file)
    {
        _files.Add(file);
        _room += file.Seen.Size;
    }

    public int Room(int piece) => (int)_files[piece].Seen.Size;

    public int Read(int piece, Span<byte> room)
    {
        var file = _files[piece];
        if (OpenFile.Open(file, report) is not { } open)
        {
            return 0;
        }

        var read = 0;
        if (open.Extents is null)
        {
            read = open.Read(room[..(int)file.Seen.Size], 0);
        }
        else
        {
            foreach (var extent in open.Extents)
            {
                read += open.Read(room.Slice(read, (int)extent.Length), extent.Offset);
            }
        }

        open.Close(read);
        return read;
    }

    public void Stored(int piece, int length, int chunks) => _files[piece].Complete(length, chunks);
}
