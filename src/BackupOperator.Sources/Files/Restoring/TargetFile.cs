using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>A file that is being restored; its chunks come in any order, from several threads.</summary>
/// <remarks>Made by whoever brings the first chunk, completed by whoever brings the last: so threads make files side by
/// side.</remarks>
internal sealed unsafe class TargetFile(
    TargetTree target, TargetDirectory directory, byte[] name, in EntryHeader header, byte[] attributes,
    Extent[]? extents)
{
    // 0600: the file's own mode may forbid its owner to open it again.
    private const uint OwnerOnly = 0x180;

    private readonly EntryHeader _header = header;
    private readonly Lock _lock = new();
    private uint _missing = header.Chunks;
    private int _descriptor = -1;
    private int _writers;
    private bool _made;

    /// <summary>Writes a chunk.</summary>
    /// <param name="offset">Of the chunk in the data of the file, holes not counted.</param>
    /// <param name="content">Of the chunk.</param>
    public void Write(long offset, ReadOnlySpan<byte> content)
    {
        if (_header.Chunks == 1)
        {
            var descriptor = Make(target.Metadata.ModeToMake(_header));
            try
            {
                Put(descriptor, offset, content);
                Complete(descriptor, madeWithMode: true);
            }
            finally
            {
                _ = Posix.Close(descriptor);
            }

            return;
        }

        Put(Join(), offset, content);
        Part();
    }

    /// <summary>Makes a file without data.</summary>
    public void WriteEmpty()
    {
        var descriptor = Make(target.Metadata.ModeToMake(_header));
        Complete(descriptor, madeWithMode: true);
        _ = Posix.Close(descriptor);
    }

    private int Join()
    {
        lock (_lock)
        {
            _writers++;
            if (_descriptor < 0)
            {
                _descriptor = _made ? OpenAgain() : Make(OwnerOnly);
                _made = true;
                target.FileOpened();
            }

            return _descriptor;
        }
    }

    private void Part()
    {
        lock (_lock)
        {
            _missing--;
            if (--_writers > 0 || (_missing > 0 && !target.HasTooManyOpen))
            {
                return;
            }

            if (_missing == 0)
            {
                Complete(_descriptor, madeWithMode: false);
            }

            _ = Posix.Close(_descriptor);
            _descriptor = -1;
            target.FileClosed();
        }
    }

    private int Make(uint mode)
    {
        var flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow
            | OpenFlags.CloseOnExec;
        var parent = target.Directories.Acquire(directory);
        try
        {
            fixed (byte* terminated = name)
            {
                var descriptor = Posix.OpenAt(parent, terminated, flags, mode);
                if (descriptor < 0 && ErrorNumber.Last == ErrorNumber.Exists && target.TryReplace(parent, terminated))
                {
                    descriptor = Posix.OpenAt(parent, terminated, flags, mode);
                }

                return descriptor >= 0 ? descriptor : throw Failure(ErrorNumber.Last);
            }
        }
        finally
        {
            target.Directories.Release(directory);
        }
    }

    private int OpenAgain()
    {
        var parent = target.Directories.Acquire(directory);
        try
        {
            fixed (byte* terminated = name)
            {
                var flags = OpenFlags.WriteOnly | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
                var descriptor = Posix.OpenAt(parent, terminated, flags, 0);
                return descriptor >= 0 ? descriptor : throw Failure(ErrorNumber.Last);
            }
        }
        finally
        {
            target.Directories.Release(directory);
        }
    }

    private void Put(int descriptor, long offset, ReadOnlySpan<byte> content)
    {
        if (FileData.Write(descriptor, extents, offset, content) is not 0 and var error)
        {
            throw Failure(error);
        }
    }

    private void Complete(int descriptor, bool madeWithMode)
    {
        if (extents is not null && Posix.SetLength(descriptor, _header.Size) != 0)
        {
            throw Failure(ErrorNumber.Last);
        }

        if (target.Metadata.Apply(descriptor, _header, attributes, madeWithMode) is not 0 and var error)
        {
            throw Failure(error);
        }
    }

    private SourceException Failure(int error) => TargetFailure.Of(directory, name, error);
}
