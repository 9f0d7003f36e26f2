using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Packs;
using BackupOperator.Repository.Reading;

namespace BackupOperator.Repository.Checking;

/// <summary>Compares entries of chunk lists with the directories of their packs, of which it keeps the last few. One
/// thread at a time.</summary>
internal sealed class DirectoryCache(SourceReader reader)
{
    // Streams meet their packs mostly in order; a pack of very small files has a directory of some MB.
    private const int DirectoriesKept = 8;

    private readonly Queue<int> _order = [];
    private readonly Dictionary<int, PackDirectory> _directories = [];

    /// <exception cref="IntegrityException">The pack holds no such chunk there.</exception>
    public async ValueTask RequireAsync(ChunkEntry entry, CancellationToken cancellationToken)
    {
        var number = entry.Frame.PackNumber;
        if (!_directories.TryGetValue(number, out var directory))
        {
            directory = await ReadAsync(number, cancellationToken);
        }

        if (!directory.Holds(entry))
        {
            throw reader.Packs.Damaged(number, $"does not hold chunk {entry.Id} where a chunk list says");
        }
    }

    private async Task<PackDirectory> ReadAsync(int number, CancellationToken cancellationToken)
    {
        if (_order.Count == DirectoriesKept)
        {
            _directories.Remove(_order.Dequeue());
        }

        var directory = await new PackObject(reader.Packs, number).ReadDirectoryAsync(
            number, reader.Fetcher.KeysOf(number), cancellationToken);
        _order.Enqueue(number);
        _directories.Add(number, directory);
        return directory;
    }
}
