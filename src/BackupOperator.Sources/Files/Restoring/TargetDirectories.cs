using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>Keeps the directories that are written to open, and a bounded number of those that may be again.</summary>
/// <remarks>A directory that was closed is opened again from its parent, never by a path: no symbolic link that
/// somebody puts in the way is followed.</remarks>
internal sealed class TargetDirectories(TargetDirectory root, bool overwrite) : IDisposable
{
    private const int MostIdle = 256;

    // Nobody else looks into a directory before its own mode is set, at the end.
    private const uint PrivateMode = 0x1c0;

    private readonly Lock _lock = new();
    private readonly LinkedList<TargetDirectory> _idle = [];

    public TargetDirectory Root => root;

    /// <summary>Opens a directory, and makes it if need be; <see cref="Release"/> it.</summary>
    public int Acquire(TargetDirectory directory)
    {
        lock (_lock)
        {
            return AcquireLocked(directory);
        }
    }

    public void Release(TargetDirectory directory)
    {
        lock (_lock)
        {
            ReleaseLocked(directory);
        }
    }

    /// <summary>Makes a directory.</summary>
    public void Ensure(TargetDirectory directory)
    {
        lock (_lock)
        {
            AcquireLocked(directory);
            ReleaseLocked(directory);
        }
    }

    /// <summary>Closes all.</summary>
    public void Dispose()
    {
        while (_idle.First is { } idle)
        {
            CloseIdle(idle.Value);
        }

        _ = Posix.Close(root.Descriptor);
    }

    private int AcquireLocked(TargetDirectory directory)
    {
        if (directory.Idle is { } idle)
        {
            _idle.Remove(idle);
            directory.Idle = null;
        }

        if (directory.Descriptor < 0)
        {
            var parent = AcquireLocked(directory.Parent!);
            try
            {
                directory.Descriptor = Open(directory, parent);
            }
            finally
            {
                ReleaseLocked(directory.Parent!);
            }
        }

        directory.Users++;
        return directory.Descriptor;
    }

    private void ReleaseLocked(TargetDirectory directory)
    {
        if (--directory.Users > 0 || directory.Parent is null)
        {
            return;
        }

        directory.Idle = _idle.AddLast(directory);
        if (_idle.Count > MostIdle)
        {
            CloseIdle(_idle.First!.Value);
        }
    }

    private void CloseIdle(TargetDirectory directory)
    {
        _idle.Remove(directory.Idle!);
        directory.Idle = null;
        _ = Posix.Close(directory.Descriptor);
        directory.Descriptor = -1;
    }

    private unsafe int Open(TargetDirectory directory, int parent)
    {
        fixed (byte* name = directory.Name)
        {
            if (!directory.Exists)
            {
                Make(directory, parent, name);
                directory.Exists = true;
            }

            var flags = OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
            var descriptor = Posix.OpenAt(parent, name, flags, 0);
            return descriptor >= 0 ? descriptor : throw Failure(directory, ErrorNumber.Last);
        }
    }

    private unsafe void Make(TargetDirectory directory, int parent, byte* name)
    {
        if (Posix.MakeDirectoryAt(parent, name, PrivateMode) == 0)
        {
            return;
        }

        var error = ErrorNumber.Last;
        if (error != ErrorNumber.Exists || !overwrite)
        {
            throw Failure(directory, error);
        }

        // A directory stays, with what it holds; anything else gives way.
        if (Posix.UnlinkAt(parent, name, 0) == 0 && Posix.MakeDirectoryAt(parent, name, PrivateMode) != 0)
        {
            throw Failure(directory, ErrorNumber.Last);
        }
    }

    private static SourceException Failure(TargetDirectory directory, int error) =>
        TargetFailure.Of(directory.Parent!, directory.Name, error);
}
