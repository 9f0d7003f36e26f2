using BackupOperator.Repository.Chunks;

namespace BackupOperator.Repository.Reading;

/// <summary>Reads chunk lists in order, with the next few always on their way. One thread at a time.</summary>
internal sealed class ListsAhead(ChunkListReader reader, IReadOnlyList<ChunkEntry> lists) : IAsyncDisposable
{
    // Half a MiB each at most. A walk over a tree that did not change needs nothing but them, and then their latency
    // would be all the time that it takes.
    private const int MostAhead = 4;

    private readonly Queue<Task<ReadOnlyMemory<ChunkEntry>>> _ahead = [];
    private int _begun;

    /// <summary>The entries of the next list; null behind the last one.</summary>
    public async ValueTask<ReadOnlyMemory<ChunkEntry>?> NextAsync(CancellationToken cancellationToken)
    {
        while (_ahead.Count < MostAhead && _begun < lists.Count)
        {
            _ahead.Enqueue(reader.ReadAsync(lists[_begun++], cancellationToken));
        }

        // Not one expression: null alone would become an empty list.
        if (_ahead.TryDequeue(out var next))
        {
            return await next;
        }

        return null;
    }

    /// <summary>Waits for what is still on its way.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_ahead.TryDequeue(out var pending))
        {
            await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
