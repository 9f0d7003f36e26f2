using System.Runtime.CompilerServices;

namespace BackupOperator.Storage.FileSystem;

/// <summary>Walks a tree in ordinal order of keys, holding one directory of each level in memory.</summary>
internal static class DirectoryListing
{
    /// <summary>All objects below <paramref name="folder"/>, whose key begins with <paramref name="prefix"/>.</summary>
    internal static async IAsyncEnumerable<StoredObject> WalkAsync(
        string folder, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var entries = await Task.Run(() => Read(folder), cancellationToken);
        foreach (var entry in entries)
        {
            var key = prefix + entry.Name;
            if (entry.Object is { } found)
            {
                yield return found with { Key = key };
                continue;
            }

            await foreach (var below in WalkAsync(Path.Combine(folder, entry.Name), key, cancellationToken))
            {
                yield return below;
            }
        }
    }

    // Folders sort with their '/', as their keys do: "a-b" comes before "a/b".
    private static List<Entry> Read(string folder)
    {
        var entries = new List<Entry>();
        try
        {
            entries.AddRange(new DirectoryInfo(folder).EnumerateFileSystemInfos().Select(Describe).OfType<Entry>());
        }
        catch (DirectoryNotFoundException)
        {
            // Pruned while we walked, or never made: no objects below it.
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw FileSystemFailure.Explain(exception, folder);
        }

        entries.Sort((one, other) => string.CompareOrdinal(one.Name, other.Name));
        return entries;
    }

    // What no key can name is not ours, and a link could lead out of the store.
    private static Entry? Describe(FileSystemInfo entry)
    {
        if (!ObjectKey.IsValid(entry.Name) || entry.Attributes.HasFlag(FileAttributes.ReparsePoint))
        {
            return null;
        }

        if (entry is not FileInfo file)
        {
            return new Entry(entry.Name + "/", null);
        }

        try
        {
            return new Entry(file.Name, new StoredObject(file.Name, file.Length, file.LastWriteTimeUtc));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private sealed record Entry(string Name, StoredObject? Object);
}
