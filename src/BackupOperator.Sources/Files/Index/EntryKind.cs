namespace BackupOperator.Sources.Files.Index;

/// <summary>What a record of the index stands for.</summary>
internal enum EntryKind : byte
{
    /// <summary>The directory that was begun last has no more entries.</summary>
    EndOfDirectory = 0,

    /// <summary>A directory; its entries follow, up to their end.</summary>
    Directory = 1,

    /// <summary>A file with its content.</summary>
    Regular = 2,

    /// <summary>A further name of a file whose content an earlier name has.</summary>
    HardLink = 3,

    /// <summary>A symbolic link; its target is an extra.</summary>
    SymbolicLink = 4,

    /// <summary>A named pipe.</summary>
    Fifo = 5,

    /// <summary>A character device; its numbers stand for its size.</summary>
    CharacterDevice = 6,

    /// <summary>A block device; its numbers stand for its size.</summary>
    BlockDevice = 7,

    /// <summary>Never stored: a socket, which only its program can make.</summary>
    Socket = 254,

    /// <summary>Never stored: was listed, and gone when it was looked at.</summary>
    Gone = 255,
}
