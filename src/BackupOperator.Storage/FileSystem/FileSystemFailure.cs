namespace BackupOperator.Storage.FileSystem;

/// <summary>Tells what a failed file operation means to a store.</summary>
internal static class FileSystemFailure
{
    /// <summary>The store's failure for an exception of the class library.</summary>
    internal static StoreException Explain(Exception exception, string path) => exception switch
    {
        StoreException known => known,
        FileNotFoundException or DirectoryNotFoundException => Explain(Errno.NoEntry, path, exception),
        PathTooLongException => Explain(Errno.NameTooLong, path, exception),
        UnauthorizedAccessException => Explain(Errno.AccessDenied, path, exception),
        // On Unix the class library keeps the error number here.
        IOException io => Explain((Errno)io.HResult, path, exception),
        _ => new StoreException(StoreFailure.Unreachable, $"{path}: {exception.Message}", exception),
    };

    /// <summary>The store's failure for an error number of the system.</summary>
    internal static StoreException Explain(Errno errno, string path, Exception? cause = null) => errno switch
    {
        Errno.NoEntry => new(StoreFailure.NotFound, $"{path}: no such object", cause),
        Errno.Exists => new(StoreFailure.AlreadyExists, $"{path}: already exists", cause),
        Errno.AccessDenied or Errno.NotPermitted => new(
            StoreFailure.AccessDenied,
            $"{path}: permission denied; let the agent's user or fsGroup write to the volume",
            cause),
        Errno.ReadOnly => new(
            StoreFailure.AccessDenied, $"{path}: the filesystem is read-only; mount the volume for writing", cause),
        Errno.NoSpace =>
            new(StoreFailure.Full, $"{path}: no space left; enlarge the volume or keep fewer backups", cause),
        Errno.QuotaExceeded =>
            new(StoreFailure.Full, $"{path}: the quota is used up; raise it or keep fewer backups", cause),
        Errno.NotDirectory or Errno.IsDirectory => new(
            StoreFailure.Unsupported, $"{path}: an object and a folder cannot share a name in a directory", cause),
        Errno.CrossDevice => new(
            StoreFailure.Unsupported, $"{path}: another filesystem is mounted below the store; use its own root",
            cause),
        Errno.NameTooLong => new(
            StoreFailure.Unsupported, $"{path}: the filesystem does not take a name of this length; shorten the prefix",
            cause),
        Errno.FileTooBig => new(
            StoreFailure.Unsupported, $"{path}: the filesystem does not take a file of this size", cause),
        _ => new(
            StoreFailure.Unreachable,
            $"{path}: the filesystem failed (error {(int)errno}{(cause is null ? "" : $", {cause.Message}")}); " +
            "check the volume",
            cause),
    };
}
