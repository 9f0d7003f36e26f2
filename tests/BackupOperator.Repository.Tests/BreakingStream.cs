namespace BackupOperator.Repository.Tests;

/// <summary>A source that dies after some bytes, as a dump does whose server goes away.</summary>
internal sealed class BreakingStream(int bytes) : MemoryStream(new byte[bytes])
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read
            ? read
            : throw new IOException("connection reset");
}
