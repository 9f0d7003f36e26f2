using System.Runtime.InteropServices;
using BackupOperator.Sources.Files.Native;

namespace BackupOperator.Sources.Files.Index;

/// <summary>The first 76 bytes of a record; the name follows, then the extras.</summary>
/// <remarks>
/// The layout is the stored one, little-endian, so that a walk writes records as they are stored and an unchanged file
/// is one comparison of bytes: everything up to <see cref="Device"/> identifies the state of a file, what follows is
/// only known when it was read. Nothing in a record depends on another one. </remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal struct EntryHeader
{
    /// <summary>Length of a header.</summary>
    public const int SizeBytes = 76;

    /// <summary>The <see cref="Hint"/> that a file may have holes.</summary>
    public const ushort MayHaveHoles = 1;

    /// <summary>How many of its first bytes tell one state of a file from another, without the device.</summary>
    public const int StateBytes = 56;

    /// <summary>The same with the device.</summary>
    public const int StateAndDeviceBytes = 64;

    public EntryKind Kind;
    public byte Reserved;
    public ushort Mode;
    public uint UserId;
    public uint GroupId;
    public uint ModifiedNanoseconds;
    public long ModifiedSeconds;
    public long ChangedSeconds;
    public uint ChangedNanoseconds;
    public uint Links;
    public ulong Inode;
    public long Size;
    public ulong Device;
    public uint Chunks;
    public int ExtraLength;
    public ushort NameLength;

    /// <summary>Zero in the index. A walk notes here that a file may have holes.</summary>
    public ushort Hint;

    public readonly int RecordLength => SizeBytes + NameLength + ExtraLength;

    public readonly bool IsDirectory => Kind == EntryKind.Directory;

    /// <summary>Whether modified or changed at that second or later.</summary>
    public readonly bool IsNewerThan(long seconds) => ModifiedSeconds >= seconds || ChangedSeconds >= seconds;

    public static EntryHeader Of(in FileStatus status, int nameLength)
    {
        var kind = KindOf(status.Type);
        var isFile = kind == EntryKind.Regular;
        return new EntryHeader
        {
            Kind = kind,
            Mode = (ushort)(status.Mode & 0xfff),
            UserId = status.UserId,
            GroupId = status.GroupId,
            ModifiedSeconds = status.ModifiedSeconds,
            ModifiedNanoseconds = status.ModifiedNanoseconds,
            ChangedSeconds = status.ChangedSeconds,
            ChangedNanoseconds = status.ChangedNanoseconds,
            Links = isFile ? status.Links : 0,
            Inode = status.Inode,
            Size = isFile ? status.Size : (long)status.Node,
            Device = status.Device,
            NameLength = (ushort)nameLength,
            Hint = isFile && status.MayHaveHoles ? MayHaveHoles : (ushort)0,
        };
    }

    private static EntryKind KindOf(int type) => type switch
    {
        FileType.Regular => EntryKind.Regular,
        FileType.Directory => EntryKind.Directory,
        FileType.SymbolicLink => EntryKind.SymbolicLink,
        FileType.Fifo => EntryKind.Fifo,
        FileType.CharacterDevice => EntryKind.CharacterDevice,
        FileType.BlockDevice => EntryKind.BlockDevice,
        _ => EntryKind.Socket,
    };
}
