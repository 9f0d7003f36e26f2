namespace BackupOperator.Storage.Streams;

/// <summary>Ends a read that brings nothing for too long, or a transfer that is too slow as a whole.</summary>
internal sealed class TimedStream(ObjectStream inner, string subject, TimeoutOptions timeouts, TimeProvider clock)
    : ObjectStream
{
    private TimeSpan left = timeouts.ForTransfer(inner.Length);

    public override string Identity => inner.Identity;

    public override long Length => inner.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var limit = left < timeouts.Idle ? left : timeouts.Idle;
        var started = clock.GetTimestamp();
        try
        {
            return await Deadline.RunAsync(
                token => inner.ReadAsync(buffer, token).AsTask(), limit, $"reading {subject}", clock,
                cancellationToken);
        }
        finally
        {
            left -= clock.GetElapsedTime(started);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
