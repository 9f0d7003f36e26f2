using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Native;

/// <summary>Flags of the system calls; two of them differ between the architectures.</summary>
internal static class OpenFlags
{
    public const int WriteOnly = 0x1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;

    /// <summary>O_NONBLOCK: what was a file and is a pipe by now does not wait for a writer.</summary>
    public const int NoWait = 0x800;

    /// <summary>O_NOATIME: reading leaves no trace. Only owners and root may ask for it.</summary>
    public const int NoAccessTime = 0x40000;
    public const int CloseOnExec = 0x80000;

    /// <summary>AT_FDCWD.</summary>
    public const int WorkingDirectory = -100;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    public const int LinkItself = 0x100;

    /// <summary>AT_NO_AUTOMOUNT.</summary>
    public const int NoAutomount = 0x800;

    /// <summary>AT_EMPTY_PATH.</summary>
    public const int DescriptorItself = 0x1000;

    /// <summary>AT_REMOVEDIR.</summary>
    public const int RemoveDirectory = 0x200;

    /// <summary>SEEK_DATA.</summary>
    public const int SeekData = 3;

    /// <summary>SEEK_HOLE.</summary>
    public const int SeekHole = 4;

    /// <summary>POSIX_FADV_SEQUENTIAL.</summary>
    public const int Sequential = 2;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>O_NOFOLLOW.</summary>
    public static int NoFollow { get; } = Arm ? 0x8000 : 0x20000;

    /// <summary>O_DIRECTORY.</summary>
    public static int Directory { get; } = Arm ? 0x4000 : 0x10000;
}
