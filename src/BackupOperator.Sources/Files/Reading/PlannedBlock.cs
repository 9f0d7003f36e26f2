using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Files.Reading;

/// <summary>The records of one block of the walk, as they will stand in the index; some wait for their file.</summary>
internal sealed class PlannedBlock(WalkBlock walked)
{
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<PendingFile> _pending = [];
    private byte[] _records = new byte[walked.Count * 128];
    private int _used;
    private int _open = 1;

    public WalkBlock Walked => walked;

    /// <summary>Ends when every file of the block is stored.</summary>
    public Task Complete => _complete.Task;

    public Span<byte> Records => _records.AsSpan(0, _used);

    /// <summary>The files that were read for this block, in its order.</summary>
    public IReadOnlyList<PendingFile> Pending => _pending;

    /// <summary>Adds a record as it is; returns where it begins.</summary>
    public int Add(ReadOnlySpan<byte> record)
    {
        if (_used + record.Length > _records.Length)
        {
            Array.Resize(ref _records, Math.Max(_records.Length * 2, _used + record.Length));
        }

        record.CopyTo(_records.AsSpan(_used));
        _used += record.Length;
        return _used - record.Length;
    }

    /// <summary>Adds the record of something that the walk saw and that has no content.</summary>
    public void Add(IndexRecord seen, byte[] extras)
    {
        var offset = Add(seen.Bytes);
        var header = seen.Header;
        header.Hint = 0;
        header.ExtraLength = extras.Length;
        MemoryMarshal.Write(_records.AsSpan(offset), in header);
        Add(extras);
    }

    /// <summary>Adds the record of a file that is going to be read.</summary>
    public PendingFile AddPending(IndexRecord seen, int item)
    {
        var file = new PendingFile(walked, item, this, Add(seen.Bytes));
        _pending.Add(file);
        Interlocked.Increment(ref _open);
        return file;
    }

    /// <summary>No record is added any more.</summary>
    public void Seal() => FileIsDone();

    public void FileIsDone()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _complete.TrySetResult();
        }
    }
}
