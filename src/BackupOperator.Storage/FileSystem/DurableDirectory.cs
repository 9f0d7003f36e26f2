using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace BackupOperator.Storage.FileSystem;

/// <summary>A tree of directories whose names survive a crash once a call has returned.</summary>
/// <param name="root">The directory that must be there already.</param>
/// <param name="top">The directory that all objects are below; made when it is missing.</param>
internal sealed class DurableDirectory(string root, string top)
{
    // Two processes may make and prune the same folder in turn; more often than this and something else is wrong.
    private const int Attempts = 16;

    // Folders whose own names are durable, with the time at which they were made: one that another process has pruned
    // and made again has another. Where a filesystem does not keep that time, it changes with each name, and every
    // level is synced each time.
    private readonly ConcurrentDictionary<string, DateTime> durable = new(StringComparer.Ordinal);

    /// <summary>Gives a finished file its final name; replaces what was there unless
    /// <paramref name="ifAbsent"/>.</summary>
    internal void Publish(string file, string path, bool ifAbsent)
    {
        for (var attempt = 1; ; attempt++)
        {
            CreateFolder(Path.GetDirectoryName(path)!);
            var errno = ifAbsent ? Link(file, path) : Rename(file, path);
            if (errno is null)
            {
                break;
            }

            if (errno != Errno.NoEntry || attempt == Attempts)
            {
                throw FileSystemFailure.Explain(Directory.Exists(path) ? Errno.IsDirectory : errno.Value, path);
            }
        }

        SyncNames(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file, if there is one, and the folders that it leaves empty.</summary>
    internal void Remove(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        var folder = Path.GetDirectoryName(path)!;
        while (folder.Length > top.Length && TryRemoveEmpty(folder))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        Sync(folder);
    }

    private static void CreateFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (IOException exception) when ((Errno)exception.HResult is Errno.Exists or Errno.NotDirectory)
        {
            throw FileSystemFailure.Explain(Errno.NotDirectory, folder, exception);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            // A level was pruned while we made the next: giving the name will fail, and is tried again.
        }
    }

    private void SyncNames(string folder)
    {
        Sync(folder);
        var made = Directory.GetCreationTimeUtc(folder);
        if (durable.TryGetValue(folder, out var known) && known == made)
        {
            return;
        }

        // Every level: whoever made a folder may not yet have come to the point of making it durable.
        for (var level = folder; level.Length > root.Length;)
        {
            level = Path.GetDirectoryName(level)!;
            Sync(level);
        }

        durable[folder] = made;
    }

    private static void Sync(string folder)
    {
        var descriptor = NativeMethods.Open(
            folder, NativeMethods.OpenReadOnly | NativeMethods.OpenDirectory | NativeMethods.OpenCloseOnExec);
        if (descriptor < 0)
        {
            ThrowUnlessGone(folder);
            return;
        }

        var result = NativeMethods.Sync(descriptor);
        var errno = (Errno)Marshal.GetLastPInvokeError();
        _ = NativeMethods.Close(descriptor);
        if (result != 0 && errno != Errno.Invalid)
        {
            throw FileSystemFailure.Explain(errno, folder);
        }
    }

    // A folder that is gone was pruned together with the last name in it: nothing of ours is left to make durable.
    private static void ThrowUnlessGone(string folder)
    {
        var errno = (Errno)Marshal.GetLastPInvokeError();
        if (errno != Errno.NoEntry)
        {
            throw FileSystemFailure.Explain(errno, folder);
        }
    }

    private static Errno? Link(string file, string path)
    {
        if (NativeMethods.Link(file, path) == 0)
        {
            return null;
        }

        var errno = (Errno)Marshal.GetLastPInvokeError();
        if (errno is not (Errno.NotPermitted or Errno.NotSupported or Errno.NoSystemCall))
        {
            return errno;
        }

        // No links on this filesystem (FAT, some shares): looking first is the best there is.
        return File.Exists(path) ? Errno.Exists : Rename(file, path);
    }

    private static Errno? Rename(string file, string path)
        => NativeMethods.Rename(file, path) == 0 ? null : (Errno)Marshal.GetLastPInvokeError();

    private static bool TryRemoveEmpty(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
