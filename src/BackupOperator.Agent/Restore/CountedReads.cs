using BackupOperator.Sources.Streams;

namespace BackupOperator.Agent.Restore;

/// <summary>Tells how much was read.</summary>
internal sealed class CountedReads(Stream inner, Action<long> count) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        count(read);
        return read;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
