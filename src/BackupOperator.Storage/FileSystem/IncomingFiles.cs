namespace BackupOperator.Storage.FileSystem;

/// <summary>Files being written. They lie apart, under a name that no key can have, so
/// that no listing shows them.</summary>
internal sealed class IncomingFiles(string top, TimeProvider clock)
{
    // '~' is no character of a key.
    private const string FolderName = "~incoming";

    // Pieces small enough that a cancelled call ends soon, large enough that the system calls do not count.
    private const int PieceBytes = 4 * 1024 * 1024;

    // A write takes minutes. What was not touched for a day belongs to a writer that was killed.
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromDays(1);
    private readonly string folder = Path.Combine(top, FolderName);
    private int cleaned;

    /// <summary>Writes a file that survives a crash and returns its path. Removes it again when that fails.</summary>
    internal string Write(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        if (Interlocked.Exchange(ref cleaned, 1) == 0)
        {
            RemoveLeftovers();
        }

        var path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
        try
        {
            using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
            for (var offset = 0; offset < content.Length; offset += PieceBytes)
            {
                cancellationToken.ThrowIfCancellationRequested();
                RandomAccess.Write(
                    file, content.Span.Slice(offset, Math.Min(PieceBytes, content.Length - offset)), offset);
            }

            RandomAccess.FlushToDisk(file);
            return path;
        }
        catch
        {
            Remove(path);
            throw;
        }
    }

    /// <summary>Removes a file that was written, if it is still there; one that stays is
    /// a leftover for the next writer.</summary>
    internal static void Remove(string path) => IgnoreFailure(() => File.Delete(path));

    private void RemoveLeftovers() => IgnoreFailure(() =>
    {
        var oldest = clock.GetUtcNow() - LeftoverAge;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            if (file.LastWriteTimeUtc < oldest.UtcDateTime)
            {
                Remove(file.FullName);
            }
        }
    });

    // Cleaning up must never make a write fail that otherwise succeeds.
    private static void IgnoreFailure(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
