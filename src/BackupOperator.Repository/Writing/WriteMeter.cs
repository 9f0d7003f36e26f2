namespace BackupOperator.Repository.Writing;

/// <summary>Counts for one writer and tells who wants to know. Safe to call concurrently;
/// reports come one at a time.</summary>
internal sealed class WriteMeter(IProgress<WriteProgress>? progress)
{
    private readonly Lock _lock = new();
    private WriteProgress _now;

    public WriteProgress Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
    }

    public void Read(int bytes) => Report(now => now with { ReadBytes = now.ReadBytes + bytes });

    public void FrameSealed(int bytes) => Report(now => now with { StoredBytes = now.StoredBytes + bytes });

    public void PackStored(int bytes) => Report(now => now with
    {
        TransferredBytes = now.TransferredBytes + bytes,
        Packs = now.Packs + 1,
    });

    private void Report(Func<WriteProgress, WriteProgress> change)
    {
        lock (_lock)
        {
            _now = change(_now);
            progress?.Report(_now);
        }
    }
}
