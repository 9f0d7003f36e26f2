using System.Runtime.InteropServices;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>A file of the tree that is open for reading; knows what is data in it, and notices when somebody writes.
/// </summary>
internal sealed unsafe class OpenFile
{
    private readonly PendingFile _file;
    private readonly ReadReport _report;

    private readonly int _descriptor;

    private OpenFile(PendingFile file, ReadReport report, int descriptor)
    {
        _file = file;
        _report = report;
        _descriptor = descriptor;
        if ((file.Seen.Hint & EntryHeader.MayHaveHoles) != 0)
        {
            Extents = SparseMap.Find(descriptor, file.Seen.Size);
        }
    }

    /// <summary>What is to be read of a sparse file; null when all is.</summary>
    public List<Extent>? Extents { get; }

    /// <summary>Opens a file; null when it cannot be, which is then reported.</summary>
    public static OpenFile? Open(PendingFile file, ReadReport report)
    {
        var descriptor = AccessTime.Open(file.Directory.Descriptor, file.Name);
        if (descriptor < 0)
        {
            Fail(file, report, ErrorNumber.Last);
            return null;
        }

        if (file.Seen.Size > PieceWriter.LargestBatchBytes)
        {
            _ = Posix.Advise(descriptor, 0, 0, OpenFlags.Sequential);
        }

        return new OpenFile(file, report, descriptor);
    }

    /// <summary>Reads up to <paramref name="room"/> from an offset; less only at the end of the file. What cannot be
    /// read is reported and ends it.</summary>
    public int Read(Span<byte> room, long offset)
    {
        var filled = 0;
        fixed (byte* buffer = room)
        {
            while (filled < room.Length)
            {
                var read = (int)Posix.ReadAt(
                    _descriptor, buffer + filled, (nuint)(room.Length - filled), offset + filled);
                if (read < 0 && ErrorNumber.Last != ErrorNumber.Interrupted)
                {
                    _report.AddFailure(_file.Directory, _file.Name, ErrorNumber.Text(ErrorNumber.Last));
                    return filled;
                }

                if (read == 0)
                {
                    return filled;
                }

                filled += Math.Max(read, 0);
            }
        }

        return filled;
    }

    /// <summary>Notes what belongs to the record besides the content, and closes the file.</summary>
    public void Close(long readBytes)
    {
        FileStatus status;
        byte none = 0;
        var seen = _file.Seen;
        var expected = Extents is null ? seen.Size : SparseMap.Sum(CollectionsMarshal.AsSpan(Extents));
        var looked = Posix.Statx(
            _descriptor, &none, OpenFlags.DescriptorItself, FileStatus.Basic, &status) == 0;
        if (!looked || readBytes != expected || IsOther(EntryHeader.Of(status, seen.NameLength), seen))
        {
            _report.HasChanged(_file.Directory, _file.Name);
        }

        var extras = ExtendedAttributes.Read(_descriptor);
        if (Extents is { } extents)
        {
            // A file that shrank is stored with what was there; holes are only kept when all of it was.
            var whole = readBytes == expected;
            extras = whole ? IndexFormat.Append(extras, IndexFormat.Extents, SparseMap.Write(extents)) : extras;
            _file.Describe(extras, whole ? seen.Size : null);
        }
        else
        {
            _file.Describe(extras, null);
        }

        _ = Posix.Close(_descriptor);
    }

    private static bool IsOther(in EntryHeader now, in EntryHeader seen) =>
        now.Inode != seen.Inode || now.Size != seen.Size
        || now.ModifiedSeconds != seen.ModifiedSeconds || now.ModifiedNanoseconds != seen.ModifiedNanoseconds
        || now.ChangedSeconds != seen.ChangedSeconds || now.ChangedNanoseconds != seen.ChangedNanoseconds;

    private static void Fail(PendingFile file, ReadReport report, int error)
    {
        file.SetGone();
        if (ErrorNumber.MeansGone(error) && file.Seen.Links > 1)
        {
            // Further names of it are recorded as links to this one.
            report.AddFailure(file.Directory, file.Name, "vanished, and other names share its content");
            return;
        }

        report.CannotRead(file.Directory, file.Name, error);
    }
}
