using System.Text;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>The tree that is restored into: its root, its open files and directories.</summary>
internal sealed unsafe class TargetTree : IDisposable
{
    // Files between their first and their last chunk; more are closed and opened again.
    private const int MostOpenFiles = 256;
    private const uint RootMode = 0x1c0;
    private const int SetGroupBit = 0x400;

    private readonly bool _overwrite;
    private int _openFiles;

    private TargetTree(FilesTargetOptions options, int root, in FileStatus status)
    {
        _overwrite = options.OverwriteExisting;
        Metadata = new FileMetadata(
            options.Owners ?? Posix.EffectiveUser() == 0, inheritsGroup: (status.Mode & SetGroupBit) != 0);
        Directories = new TargetDirectories(
            new TargetDirectory(null, [0]) { Descriptor = root, Exists = true, Users = 1 }, _overwrite);
    }

    public TargetDirectories Directories { get; }

    public FileMetadata Metadata { get; }

    public bool HasTooManyOpen => Volatile.Read(ref _openFiles) > MostOpenFiles;

    /// <summary>Opens the target, and makes it if need be.</summary>
    /// <exception cref="SourceException">It cannot be opened, or holds something.</exception>
    public static TargetTree Open(FilesTargetOptions options)
    {
        FileStatus status;
        int root;
        byte none = 0;
        fixed (byte* path = Encoding.UTF8.GetBytes(options.Target + '\0'))
        {
            _ = Posix.MakeDirectoryAt(OpenFlags.WorkingDirectory, path, RootMode);
            root = Posix.OpenAt(
                OpenFlags.WorkingDirectory, path, OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        }

        if (root < 0
            || Posix.Statx(root, &none, OpenFlags.DescriptorItself, FileStatus.Basic, &status) != 0)
        {
            throw new SourceException(
                SourceFailure.BadInput,
                $"directory {options.Target} cannot be opened: {ErrorNumber.Text(ErrorNumber.Last)}");
        }

        var tree = new TargetTree(options, root, status);
        if (!options.OverwriteExisting && !IsEmpty(options.Target))
        {
            tree.Dispose();
            throw new SourceException(
                SourceFailure.TargetNotEmpty,
                $"directory {options.Target} is not empty: choose an empty one, or let files be overwritten");
        }

        return tree;
    }

    public void FileOpened() => Interlocked.Increment(ref _openFiles);

    public void FileClosed() => Interlocked.Decrement(ref _openFiles);

    /// <summary>Removes what has the name of something that is restored, if it may.</summary>
    public bool TryReplace(int directory, byte* name) =>
        _overwrite && Posix.UnlinkAt(directory, name, 0) == 0;

    /// <summary>Makes a link, a pipe or a device.</summary>
    public void MakeNode(TargetDirectory directory, byte[] name, IndexRecord record)
    {
        var header = record.Header;
        byte[] target = IndexFormat.TryFind(record.Extras, IndexFormat.Target, out var text) ? [.. text, 0] : [0];
        var parent = Directories.Acquire(directory);
        fixed (byte* terminated = name)
        fixed (byte* pointsTo = target)
        {
            var error = MakeNode(parent, terminated, pointsTo, header);
            if (error == ErrorNumber.Exists && TryReplace(parent, terminated))
            {
                error = MakeNode(parent, terminated, pointsTo, header);
            }

            error = error == 0 ? Metadata.ApplyAt(parent, terminated, header) : error;
            Directories.Release(directory);
            if (error != 0)
            {
                throw TargetFailure.Of(directory, name, error);
            }
        }
    }

    /// <summary>Sets what belongs to a directory itself; nothing may be put into it afterwards.</summary>
    public void Complete(TargetDirectory directory, in EntryHeader header, ReadOnlySpan<byte> attributes)
    {
        var error = Metadata.Apply(Directories.Acquire(directory), header, attributes, madeWithMode: false);
        Directories.Release(directory);
        if (error != 0)
        {
            throw TargetFailure.Of(directory, [], error);
        }
    }

    public void Dispose() => Directories.Dispose();

    // A claim's file system has a directory of its own.
    private static bool IsEmpty(string path) =>
        !Directory.EnumerateFileSystemEntries(path).Any(entry => Path.GetFileName(entry) != "lost+found");

    private static int MakeNode(int parent, byte* name, byte* target, in EntryHeader header)
    {
        var type = header.Kind switch
        {
            EntryKind.Fifo => FileType.Fifo,
            EntryKind.CharacterDevice => FileType.CharacterDevice,
            _ => FileType.BlockDevice,
        };
        var made = header.Kind == EntryKind.SymbolicLink
            ? Posix.MakeSymbolicLinkAt(target, parent, name)
            : Posix.MakeNodeAt(parent, name, (uint)(type | 0x180), DeviceNumber.Join((ulong)header.Size));
        return made == 0 ? 0 : ErrorNumber.Last;
    }
}
