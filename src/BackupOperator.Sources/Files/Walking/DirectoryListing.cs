using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Native;
using BackupOperator.Sources.Files.Patterns;

namespace BackupOperator.Sources.Files.Walking;

/// <summary>Reads the names of one directory after the other, apart by whether they are directories themselves.
/// </summary>
internal sealed unsafe class DirectoryListing(PathPatterns exclude)
{
    // struct linux_dirent64: inode 8, offset 8, length of the entry 2, type 1, name and a zero.
    private const int LengthOffset = 16;
    private const int TypeOffset = 18;
    private const int NameOffset = 19;

    private readonly byte[] _entries = new byte[64 * 1024];
    private readonly List<byte> _path = [];

    public NameList Files { get; } = new();

    public NameList Directories { get; } = new();

    /// <summary>Reads a directory to its end; returns 0 or the number of an error.</summary>
    public int Read(OpenDirectory directory)
    {
        Files.Clear();
        Directories.Clear();
        PreparePath(directory);
        fixed (byte* entries = _entries)
        {
            for (;;)
            {
                var length = (int)Posix.ReadEntries(directory.Descriptor, entries, (nuint)_entries.Length);
                if (length <= 0)
                {
                    Files.Sort();
                    Directories.Sort();
                    return length == 0 ? 0 : ErrorNumber.Last;
                }

                Take(directory, _entries.AsSpan(0, length));
            }
        }
    }

    private void Take(OpenDirectory directory, ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            var length = MemoryMarshal.Read<ushort>(entries[LengthOffset..]);
            var name = entries[NameOffset..length];
            name = name[..name.IndexOf((byte)0)];
            if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
            {
                Take(directory, name, entries[TypeOffset]);
            }

            entries = entries[length..];
        }
    }

    private void Take(OpenDirectory directory, ReadOnlySpan<byte> name, byte type)
    {
        var isDirectory = type == FileType.DirectoryEntry
            || (type == FileType.UnknownEntry && LooksLikeDirectory(directory, name));
        if (IsLeftOut(directory, name, isDirectory))
        {
            return;
        }

        (isDirectory ? Directories : Files).Add(name);
    }

    private static bool LooksLikeDirectory(OpenDirectory directory, ReadOnlySpan<byte> name)
    {
        FileStatus status;
        fixed (byte* terminated = name)
        {
            return Posix.Statx(
                directory.Descriptor, terminated, OpenFlags.LinkItself | OpenFlags.NoAutomount, FileStatus.Basic,
                &status) == 0 && status.Type == FileType.Directory;
        }
    }

    /// <summary>What a file system check has found belongs to the file system: a claim's <c>lost+found</c> can only be
    /// read by root.</summary>
    private bool IsLeftOut(OpenDirectory directory, ReadOnlySpan<byte> name, bool isDirectory)
    {
        if (isDirectory && directory.Parent is null && name.SequenceEqual("lost+found"u8))
        {
            return true;
        }

        if (exclude.IsEmpty)
        {
            return false;
        }

        var length = _path.Count;
        _path.AddRange(name);
        var matches = exclude.Match(CollectionsMarshal.AsSpan(_path), isDirectory);
        _path.RemoveRange(length, name.Length);
        return matches;
    }

    private void PreparePath(OpenDirectory directory)
    {
        _path.Clear();
        if (exclude.IsEmpty)
        {
            return;
        }

        for (var at = directory; at is { Parent: { } parent }; at = parent)
        {
            _path.Insert(0, (byte)'/');
            _path.InsertRange(0, at.Name);
        }
    }
}
