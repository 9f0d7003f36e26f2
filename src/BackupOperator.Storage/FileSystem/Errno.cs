namespace BackupOperator.Storage.FileSystem;

/// <summary>The Linux error numbers that mean something to a store.</summary>
internal enum Errno
{
    /// <summary>Operation not permitted; also what link(2) says where links do not exist.</summary>
    NotPermitted = 1,

    /// <summary>No such file or directory.</summary>
    NoEntry = 2,

    /// <summary>Permission denied.</summary>
    AccessDenied = 13,

    /// <summary>The name is taken.</summary>
    Exists = 17,

    /// <summary>The two names are on different filesystems.</summary>
    CrossDevice = 18,

    /// <summary>A part of the path is not a directory.</summary>
    NotDirectory = 20,

    /// <summary>The path is a directory.</summary>
    IsDirectory = 21,

    /// <summary>Invalid argument: fsync(2) of a directory where the filesystem has no such thing.</summary>
    Invalid = 22,

    /// <summary>The filesystem does not take files of this size.</summary>
    FileTooBig = 27,

    /// <summary>No space left on the device.</summary>
    NoSpace = 28,

    /// <summary>The filesystem is read-only.</summary>
    ReadOnly = 30,

    /// <summary>The name is too long.</summary>
    NameTooLong = 36,

    /// <summary>The call does not exist.</summary>
    NoSystemCall = 38,

    /// <summary>The filesystem does not know this operation.</summary>
    NotSupported = 95,

    /// <summary>The quota is used up.</summary>
    QuotaExceeded = 122,
}
