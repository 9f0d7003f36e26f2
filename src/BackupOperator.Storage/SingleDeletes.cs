using System.Collections.Concurrent;

namespace BackupOperator.Storage;

/// <summary>Deletes many objects by one call each, several at once.</summary>
internal static class SingleDeletes
{
    // A delete is a round trip, or a directory made durable: waiting, not work.
    private const int AtOnce = 8;

    public static async Task<IReadOnlyList<UndeletedObject>> RunAsync(
        IObjectStore store, IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var undeleted = new ConcurrentQueue<UndeletedObject>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(keys, options, async (key, token) =>
        {
            try
            {
                await store.DeleteAsync(key, token);
            }
            catch (StoreException exception) when (UndeletedObject.Explains(exception))
            {
                undeleted.Enqueue(new UndeletedObject(key, exception));
            }
        });
        return [.. undeleted];
    }
}
