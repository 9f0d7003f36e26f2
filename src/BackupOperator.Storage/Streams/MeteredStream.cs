namespace BackupOperator.Storage.Streams;

/// <summary>Counts the bytes that were really received, also those of a stream that breaks.</summary>
internal sealed class MeteredStream(ObjectStream inner, StoreMeter meter) : ObjectStream
{
    public override string Identity => inner.Identity;

    public override long Length => inner.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            meter.CountReceived(read);
            return read;
        }
        catch (StoreException exception)
        {
            meter.CountFailure(exception.Failure);
            throw;
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
