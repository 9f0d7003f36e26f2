using System.Runtime.InteropServices;

namespace BackupOperator.Sources.Files.Native;

/// <summary>What <c>statx</c> says; the one structure of its kind that is laid out alike on every
/// architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>STATX_BASIC_STATS.</summary>
    public const uint Basic = 0x7ff;

    [FieldOffset(16)]
    public uint Links;

    [FieldOffset(20)]
    public uint UserId;

    [FieldOffset(24)]
    public uint GroupId;

    [FieldOffset(28)]
    public ushort Mode;

    [FieldOffset(32)]
    public ulong Inode;

    [FieldOffset(40)]
    public long Size;

    [FieldOffset(48)]
    public long Blocks;

    [FieldOffset(96)]
    public long ChangedSeconds;

    [FieldOffset(104)]
    public uint ChangedNanoseconds;

    [FieldOffset(112)]
    public long ModifiedSeconds;

    [FieldOffset(120)]
    public uint ModifiedNanoseconds;

    [FieldOffset(128)]
    public uint NodeMajor;

    [FieldOffset(132)]
    public uint NodeMinor;

    [FieldOffset(136)]
    public uint DeviceMajor;

    [FieldOffset(140)]
    public uint DeviceMinor;

    public readonly ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;

    public readonly ulong Node => ((ulong)NodeMajor << 32) | NodeMinor;

    /// <summary>The bits of the mode that say what kind of file it is (S_IFMT).</summary>
    public readonly int Type => Mode & FileType.Mask;

    /// <summary>Fewer blocks than bytes: there may be holes.</summary>
    public readonly bool MayHaveHoles => Blocks * 512 < Size;
}
