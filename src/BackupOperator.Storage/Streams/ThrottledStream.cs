namespace BackupOperator.Storage.Streams;

/// <summary>Reads a slice at a time, each when it may pass.</summary>
internal sealed class ThrottledStream(ObjectStream inner, BytePacer pacer) : ObjectStream
{
    public override string Identity => inner.Identity;

    public override long Length => inner.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var slice = buffer[..Math.Min(buffer.Length, pacer.SliceBytes)];
        await pacer.TakeAsync(slice.Length, cancellationToken);
        var read = 0;
        try
        {
            read = await inner.ReadAsync(slice, cancellationToken);
            return read;
        }
        finally
        {
            pacer.Return(slice.Length - read);
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
