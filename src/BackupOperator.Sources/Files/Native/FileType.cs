namespace BackupOperator.Sources.Files.Native;

/// <summary>Kinds of files as a mode (S_IF…) and as an entry of a directory (DT_…) have them.</summary>
internal static class FileType
{
    public const int Mask = 0xf000;
    public const int Fifo = 0x1000;
    public const int CharacterDevice = 0x2000;
    public const int Directory = 0x4000;
    public const int BlockDevice = 0x6000;
    public const int Regular = 0x8000;
    public const int SymbolicLink = 0xa000;
    public const int Socket = 0xc000;

    /// <summary>DT_UNKNOWN: the file system leaves it to <c>statx</c>.</summary>
    public const byte UnknownEntry = 0;

    /// <summary>DT_DIR.</summary>
    public const byte DirectoryEntry = 4;
}
