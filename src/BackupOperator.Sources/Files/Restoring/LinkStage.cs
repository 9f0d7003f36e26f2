using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Restoring;

/// <summary>A directory in the target where files with several names wait, under their device and inode, for the names
/// that follow.</summary>
/// <remarks>So nothing has to be remembered of them, however many there are. Removed with all it holds.</remarks>
internal sealed unsafe class LinkStage
{
    private readonly TargetTree _target;

    public LinkStage(TargetTree target)
    {
        _target = target;
        var name = $".restored-links-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}\0";
        Directory = new TargetDirectory(target.Directories.Root, Encoding.ASCII.GetBytes(name));
    }

    public TargetDirectory Directory { get; }

    public static byte[] NameOf(in EntryHeader header) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{header.Device:x}-{header.Inode:x}\0"));

    /// <summary>Keeps a file that was restored for its further names; the first, where a backup has the content of
    /// several.</summary>
    public void Keep(TargetDirectory directory, byte[] name, in EntryHeader header) =>
        Link(directory, name, Directory, NameOf(header), mayExist: true);

    /// <summary>Gives a file a further name.</summary>
    public void AddName(TargetDirectory directory, byte[] name, in EntryHeader header) =>
        Link(Directory, NameOf(header), directory, name, mayExist: false);

    /// <summary>Removes the directory.</summary>
    public void Remove()
    {
        // The kept names are read from the directory itself: there may be more than fit into memory.
        var path = $"/proc/self/fd/{_target.Directories.Acquire(Directory)}";
        foreach (var entry in System.IO.Directory.EnumerateFiles(path))
        {
            File.Delete(entry);
        }

        _target.Directories.Release(Directory);
        fixed (byte* name = Directory.Name)
        {
            var root = _target.Directories.Root;
            if (Posix.UnlinkAt(root.Descriptor, name, OpenFlags.RemoveDirectory) != 0)
            {
                throw TargetFailure.Of(root, Directory.Name, ErrorNumber.Last);
            }
        }
    }

    private void Link(
        TargetDirectory fromDirectory, byte[] fromName, TargetDirectory toDirectory, byte[] toName, bool mayExist)
    {
        var (from, to) = (_target.Directories.Acquire(fromDirectory), _target.Directories.Acquire(toDirectory));
        fixed (byte* oldName = fromName)
        fixed (byte* newName = toName)
        {
            var failed = Posix.LinkAt(from, oldName, to, newName, 0) != 0;
            if (failed && !mayExist && ErrorNumber.Last == ErrorNumber.Exists && _target.TryReplace(to, newName))
            {
                failed = Posix.LinkAt(from, oldName, to, newName, 0) != 0;
            }

            var error = failed ? ErrorNumber.Last : 0;
            _target.Directories.Release(fromDirectory);
            _target.Directories.Release(toDirectory);
            if (error != 0 && !(mayExist && error == ErrorNumber.Exists))
            {
                throw TargetFailure.Of(toDirectory, toName, error);
            }
        }
    }
}
