namespace BackupOperator.Storage;

/// <summary>Counts what goes over the wire to a store. Safe to read and to count from any thread.</summary>
public sealed class StoreMeter
{
    private readonly long[] failures = new long[Enum.GetValues<StoreFailure>().Length];
    private long requests;
    private long bytesSent;
    private long bytesReceived;

    /// <summary>The counts since the meter was made.</summary>
    public StoreTraffic Snapshot()
    {
        var byKind = new Dictionary<StoreFailure, long>();
        foreach (var kind in Enum.GetValues<StoreFailure>())
        {
            if (Volatile.Read(ref failures[(int)kind]) is > 0 and var count)
            {
                byKind[kind] = count;
            }
        }

        return new StoreTraffic(
            Volatile.Read(ref requests), Volatile.Read(ref bytesSent), Volatile.Read(ref bytesReceived), byKind);
    }

    internal void CountRequest() => Interlocked.Increment(ref requests);

    internal void CountSent(long bytes) => Interlocked.Add(ref bytesSent, bytes);

    internal void CountReceived(long bytes) => Interlocked.Add(ref bytesReceived, bytes);

    internal void CountFailure(StoreFailure failure) => Interlocked.Increment(ref failures[(int)failure]);
}
