namespace BackupOperator.Storage;

/// <summary>What lies in a store, or below a prefix of it.</summary>
/// <param name="Bytes">The sum of the objects' lengths, in bytes.</param>
/// <param name="Objects">How many objects there are.</param>
public sealed record StoreUsage(long Bytes, long Objects)
{
    /// <summary>Counts by listing; holds one page at a time.</summary>
    /// <param name="store">The store.</param>
    /// <param name="prefix">Empty for all; otherwise whole segments ending in '/'.</param>
    /// <param name="cancellationToken">Ends the count.</param>
    public static async Task<StoreUsage> MeasureAsync(
        IObjectStore store, string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        long bytes = 0;
        long objects = 0;
        await foreach (var stored in store.ListAsync(prefix, cancellationToken))
        {
            bytes += stored.SizeBytes;
            objects++;
        }

        return new StoreUsage(bytes, objects);
    }
}
