using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Checking;

/// <summary>Compares chunk lists with the directories of their packs, of which it keeps the last few. One list at a
/// time.</summary>
internal sealed class DirectoryCache(SourceReader reader, int requests)
{
    // A list goes on in the packs in which the one before it ended; a pack of very small files has a directory of some
    // MB.
    private const int DirectoriesKept = 8;

    private readonly ConcurrentQueue<int> _order = [];
    private readonly ConcurrentDictionary<int, PackDirectory> _directories = [];

    /// <summary>Sees that packs hold what a list says.</summary>
    /// <exception cref="IntegrityException">A pack holds no such chunk there.</exception>
    public Task RequireAsync(ReadOnlyMemory<ChunkEntry> list, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            MemoryMarshal.ToEnumerable(list).GroupBy(entry => entry.Frame.PackNumber),
            new ParallelOptions { MaxDegreeOfParallelism = requests, CancellationToken = cancellationToken },
            async (entries, token) => Require(entries, await GetAsync(entries.Key, token)));

    private void Require(IGrouping<int, ChunkEntry> entries, PackDirectory directory)
    {
        foreach (var entry in entries)
        {
            if (!directory.Holds(entry))
            {
                throw reader.Packs.Damaged(entries.Key, $"does not hold chunk {entry.Id} where a chunk list says");
            }
        }
    }

    private async ValueTask<PackDirectory> GetAsync(int number, CancellationToken cancellationToken)
    {
        if (_directories.TryGetValue(number, out var kept))
        {
            return kept;
        }

        var directory = await new PackObject(reader.Packs, number).ReadDirectoryAsync(
            number, reader.Fetcher.KeysOf(number), cancellationToken);
        if (_directories.TryAdd(number, directory))
        {
            _order.Enqueue(number);
        }

        if (_order.Count > DirectoriesKept && _order.TryDequeue(out var oldest))
        {
            _directories.TryRemove(oldest, out _);
        }

        return directory;
    }
}
