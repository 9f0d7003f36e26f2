using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;
using BackupOperator.Sources.Files.Patterns;
using BackupOperator.Sources.Files.Reading;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>Lists a tree in the order of its index: a directory, what in it is no directory, then each directory in it
/// with its content.</summary>
/// <remarks>Holds the names of directories that are yet to be entered, and no more open descriptors than the tree is
/// deep; a directory is closed when the last one in it was opened.</remarks>
internal sealed class TreeWalker(FilesSourceOptions options, ReadReport report, Action<WalkBlock> send)
{
    private readonly Stack<Frame> _frames = [];
    private readonly DirectoryListing _listing = new(new PathPatterns(options.Exclude));
    private WalkBlock _block = new();

    /// <exception cref="SourceException">The root is no directory that can be opened.</exception>
    public void Run(OpenDirectory root, CancellationToken cancellationToken)
    {
        try
        {
            Enter(root, Look(root));
            while (_frames.TryPeek(out var frame))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (frame.Next == frame.Names.Length)
                {
                    _frames.Pop();
                    Room(frame.Directory, 0).Leave(frame.Directory);
                    continue;
                }

                Open(frame);
            }

            send(_block);
        }
        finally
        {
            ReleaseFrames();
        }
    }

    private static unsafe EntryHeader Look(OpenDirectory directory)
    {
        FileStatus status;
        byte none = 0;
        return Posix.Statx(
            directory.Descriptor, &none, OpenFlags.DescriptorItself, FileStatus.Basic, &status) == 0
            ? EntryHeader.Of(status, directory.Name.Length)
            : throw new SourceException(
                SourceFailure.Refused,
                $"{PathText.Of(directory, [])} cannot be looked at: {ErrorNumber.Text(ErrorNumber.Last)}");
    }

    /// <summary>Closes what a walk that ends early has open.</summary>
    private void ReleaseFrames()
    {
        while (_frames.TryPop(out var frame))
        {
            if (frame.Next < frame.Names.Length)
            {
                frame.Directory.Release();
            }
        }
    }

    private unsafe void Open(Frame frame)
    {
        var name = frame.Take();
        int descriptor;
        fixed (byte* terminated = name)
        {
            var flags = OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.CloseOnExec;
            descriptor = Posix.OpenAt(frame.Directory.Descriptor, terminated, flags, 0);
        }

        if (descriptor < 0)
        {
            report.CannotRead(frame.Directory, name.AsSpan(0, name.Length - 1), ErrorNumber.Last);
        }
        else
        {
            var directory = new OpenDirectory(frame.Directory, name, descriptor, frame.Directory.Device);
            Enter(directory, Look(directory));
        }

        frame.ReleaseAtEnd();
    }

    private void Enter(OpenDirectory directory, EntryHeader header)
    {
        Room(directory, directory.Name.Length).Enter(directory, header);
        if (header.Device != directory.Device && !options.CrossFileSystems)
        {
            report.IsMountPoint(directory);
            _block.Leave(directory);
            directory.Release();
            return;
        }

        if (_listing.Read(directory) is not 0 and var error)
        {
            report.CannotRead(directory, [], error);
        }

        for (var index = 0; index < _listing.Files.Count; index++)
        {
            var name = _listing.Files[index];
            Room(directory, name.Length).Add(directory, name);
        }

        var frame = new Frame(directory, _listing.Directories.Pack());
        frame.ReleaseAtEnd();
        _frames.Push(frame);
    }

    private WalkBlock Room(OpenDirectory directory, int nameLength)
    {
        if (!_block.HasRoomFor(directory, nameLength))
        {
            send(_block);
            _block = new WalkBlock();
        }

        return _block;
    }

    private sealed class Frame(OpenDirectory directory, byte[] names)
    {
        public OpenDirectory Directory => directory;

        public byte[] Names => names;

        public int Next { get; private set; }

        /// <summary>The next name, with its zero.</summary>
        public byte[] Take()
        {
            var length = names.AsSpan(Next).IndexOf((byte)0) + 1;
            Next += length;
            return names[(Next - length)..Next];
        }

        public void ReleaseAtEnd()
        {
            if (Next == names.Length)
            {
                directory.Release();
            }
        }
    }
}
