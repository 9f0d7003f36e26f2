using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>System calls with names of any bytes; each ends with a zero. Of the tests alone, so that what they make and
/// see does not depend on what they test.</summary>
internal static partial class Libc
{
    public const int OpenEvent = 0x20;
    public const int Directories = 0x40000000;

    private const int Failed = -1;

    public static void MakeDirectory(byte[] path) => Require(mkdir(path, 0x1ed), path);

    public static void MakeSymbolicLink(byte[] target, byte[] path) => Require(symlink(target, path), path);

    public static void Link(byte[] from, byte[] to) => Require(link(from, to), to);

    public static void MakeFifo(byte[] path) => Require(mkfifo(path, 0x1b6), path);

    public static void Rename(byte[] from, byte[] to) => Require(rename(from, to), to);

    public static void Remove(byte[] path) => Require(remove(path), path);

    public static void SetMode(byte[] path, uint mode) => Require(chmod(path, mode), path);

    public static void SetOwner(byte[] path, uint user, uint group) => Require(lchown(path, user, group), path);

    public static bool IsRoot => geteuid() == 0;

    /// <summary>Sets when something was modified, and looked at.</summary>
    public static void SetTime(byte[] path, long seconds, long nanoseconds) =>
        Require(utimensat(-100, path, [seconds, nanoseconds, seconds, nanoseconds], 0x100), path);

    /// <summary>Writes at an offset; what is before it and was never written is a hole.</summary>
    public static void Write(byte[] path, long offset, byte[] content)
    {
        var file = open(path, 0x41, 0x1a4);
        Require(file, path);
        Require(pwrite(file, content, (nuint)content.Length, offset) == content.Length ? 0 : Failed, path);
        Require(close(file), path);
    }

    public static void SetLength(byte[] path, long length) => Require(truncate(path, length), path);

    public static void SetAttribute(byte[] path, byte[] name, byte[] value) =>
        Require(setxattr(path, name, value, (nuint)value.Length, 0), path);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int inotify_add_watch(int watcher, byte[] path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int file, byte[] buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int file);

    private static void Require(int result, byte[] path)
    {
        if (result == Failed)
        {
            throw new IOException(
                $"{Convert.ToHexString(path)}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkdir(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int symlink(byte[] target, byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int link(byte[] from, byte[] to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int mkfifo(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int rename(byte[] from, byte[] to);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int remove(byte[] path);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int chmod(byte[] path, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int lchown(byte[] path, uint user, uint group);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int utimensat(int directory, byte[] path, long[] times, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int open(byte[] path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pwrite(int file, byte[] content, nuint length, long offset);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int truncate(byte[] path, long length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setxattr(byte[] path, byte[] name, byte[] value, nuint length, int flags);

    [LibraryImport("libc")]
    private static partial uint geteuid();
}
