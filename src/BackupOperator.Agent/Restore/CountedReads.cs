using BackupOperator.Sources.Streams;

namespace BackupOperator.Agent.Restore;

/// <summary>Tells how much was read, and once that it is closed.</summary>
internal sealed class CountedReads(Stream inner, Action<long> count, Action close) : ReadOnlyStream
{
    private int _closed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        count(read);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            await inner.DisposeAsync();
            close();
        }

        await base.DisposeAsync();
    }
}
