namespace BackupOperator.Agent.Reporting;

/// <summary>Bytes per second over the last ten seconds.</summary>
internal sealed class RateWindow(TimeProvider clock)
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    // At most one a step, so at most 41 whatever the pace of reports.
    private readonly Queue<(long Timestamp, long Bytes)> _samples = [];
    private (long Timestamp, long Bytes) _newest;

    public long BytesPerSecond
    {
        get
        {
            if (!_samples.TryPeek(out var oldest))
            {
                return 0;
            }

            var seconds = clock.GetElapsedTime(oldest.Timestamp, _newest.Timestamp).TotalSeconds;
            return seconds > 0 ? (long)((_newest.Bytes - oldest.Bytes) / seconds) : 0;
        }
    }

    /// <summary>Takes how many bytes there are in all.</summary>
    public void Add(long bytes)
    {
        var now = clock.GetTimestamp();
        if (_samples.Count == 0 || clock.GetElapsedTime(_samples.Last().Timestamp, now) >= Step)
        {
            _samples.Enqueue((now, bytes));
        }

        _newest = (now, bytes);
        while (_samples.Count > 1 && clock.GetElapsedTime(_samples.Peek().Timestamp, now) > Length)
        {
            _samples.Dequeue();
        }
    }
}
