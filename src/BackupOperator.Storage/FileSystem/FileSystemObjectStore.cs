using System.Runtime.CompilerServices;

namespace BackupOperator.Storage.FileSystem;

/// <summary>Objects as files below a directory.</summary>
/// <remarks>
/// An object is written beside the others under a name that no key can have, made durable, and then given its name by
/// link(2) or rename(2): a reader sees all of it or nothing, whatever kills the writer. Calls block a pool thread each,
/// since the system offers no other way; <see cref="TimedObjectStore"/> leaves behind those that never return.
/// </remarks>
internal sealed class FileSystemObjectStore : IObjectStore
{
    private readonly string root;
    private readonly string top;
    private readonly DurableDirectory directory;
    private readonly IncomingFiles incoming;

    internal FileSystemObjectStore(FileSystemStoreOptions options, TimeProvider clock)
    {
        if (!Path.IsPathFullyQualified(options.Root))
        {
            throw new ArgumentException($"root \"{options.Root}\" must be an absolute path", nameof(options));
        }

        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Root));
        top = Path.TrimEndingDirectorySeparator(Path.Combine(root, ObjectKey.Folder(options.Prefix)));
        directory = new DurableDirectory(root, top);
        incoming = new IncomingFiles(top, clock);
    }

    public string Address => $"file://{top}";

    public Task PutAsync(string key, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
        => RunAsync(key, path => Put(path, content, ifAbsent, cancellationToken), cancellationToken);

    public Task<Stream> GetAsync(string key, ByteRange? range, CancellationToken cancellationToken)
        => RunAsync<Stream>(key, path => Open(path, range), cancellationToken);

    public Task<StoredObject?> StatAsync(string key, CancellationToken cancellationToken)
        => RunAsync(key, path => Stat(key, path), cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectKey.RequirePrefix(prefix);
        await Task.Run(RequireRoot, cancellationToken);
        await foreach (var stored in DirectoryListing.WalkAsync(Path.Combine(top, prefix), prefix, cancellationToken))
        {
            yield return stored;
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => RunAsync(
        key,
        path =>
        {
            directory.Remove(path);
            return true;
        },
        cancellationToken);

    public Task<StoreCapacity?> GetCapacityAsync(CancellationToken cancellationToken) => RunAsync<StoreCapacity?>(
        () =>
        {
            var drive = new DriveInfo(root);
            return new StoreCapacity(drive.TotalSize, drive.AvailableFreeSpace);
        },
        root,
        cancellationToken);

    public void Dispose()
    {
    }

    private bool Put(string path, ReadOnlyMemory<byte> content, bool ifAbsent, CancellationToken cancellationToken)
    {
        if (ifAbsent && File.Exists(path))
        {
            throw FileSystemFailure.Explain(Errno.Exists, path);
        }

        var file = incoming.Write(content, cancellationToken);
        try
        {
            // A call that was given up while it hung must not publish: its buffer may be another's by now.
            cancellationToken.ThrowIfCancellationRequested();
            directory.Publish(file, path, ifAbsent);
            return true;
        }
        finally
        {
            IncomingFiles.Remove(file);
        }
    }

    // File.Exists would tell a missing permission as a missing object.
    private static StoredObject? Stat(string key, string path)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.Directory)
                ? null
                : new StoredObject(key, new FileInfo(path).Length, File.GetLastWriteTimeUtc(path));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static FileObjectStream Open(string path, ByteRange? range)
    {
        if (Directory.Exists(path))
        {
            throw FileSystemFailure.Explain(Errno.NoEntry, path);
        }

        var file = File.OpenHandle(path, options: FileOptions.Asynchronous | FileOptions.SequentialScan);
        var length = RandomAccess.GetLength(file);
        var wanted = range ?? new ByteRange(0, length);
        if (wanted.Offset > length || wanted.Length > length - wanted.Offset)
        {
            file.Dispose();
            throw new StoreException(
                StoreFailure.Truncated,
                $"{path}: has {length} bytes, but {wanted.Length} from {wanted.Offset} on were asked for");
        }

        var identity = $"{File.GetLastWriteTimeUtc(file).Ticks:x}-{length:x}";
        return new FileObjectStream(file, path, wanted, identity);
    }

    private Task<T> RunAsync<T>(string key, Func<string, T> call, CancellationToken cancellationToken)
    {
        ObjectKey.Require(key);
        var path = Path.Combine(top, key);
        return RunAsync(() => call(path), path, cancellationToken);
    }

    private Task<T> RunAsync<T>(Func<T> call, string path, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            RequireRoot();
            try
            {
                return call();
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw FileSystemFailure.Explain(exception, path);
            }
        },
        cancellationToken);

    private void RequireRoot()
    {
        if (!Directory.Exists(root))
        {
            throw new StoreException(
                StoreFailure.ContainerMissing,
                $"{root}: no such directory; mount the volume there, or correct the location's path");
        }
    }
}
