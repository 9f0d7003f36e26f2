namespace BackupOperator.Storage.Streams;

/// <summary>A stream that, broken by a transient failure, is opened again by range from where it stood.</summary>
/// <remarks>The object opened again must be the one that was begun: otherwise the read fails as
/// <see cref="StoreFailure.Corrupt"/>, never mixing two objects. Each break has its own bounded attempts, and the
/// number of breaks is bounded too: a store that drips one byte a connection is unreachable.</remarks>
internal sealed class ResumingStream(
    IObjectStore store, RetryPipeline pipeline, string key, long offset, ObjectStream opened, int breaks)
    : ObjectStream
{
    private int breaksLeft = breaks;
    private ObjectStream? current = opened;
    private long position;

    public override string Identity { get; } = opened.Identity;

    public override long Length { get; } = opened.Length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (position == Length && position > 0)
        {
            return 0;
        }

        var read = await TryReadAsync(buffer, cancellationToken)
            ?? await pipeline.RunAsync((_, token) => ResumeAsync(buffer, token), cancellationToken);
        position += read;
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            current?.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int?> TryReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return current is null ? null : await current.ReadAsync(buffer, cancellationToken);
        }
        catch (StoreException exception) when (exception.IsTransient && breaksLeft-- > 0)
        {
            return null;
        }
    }

    private async Task<int> ResumeAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        current?.Dispose();
        current = null;
        var rest = await store.GetAsync(key, new ByteRange(offset + position, Length - position), cancellationToken);
        current = (ObjectStream)rest;
        if (current.Identity != Identity)
        {
            throw new StoreException(
                StoreFailure.Corrupt,
                $"{store.Address}/{key}: replaced by another object while it was read; " +
                "find out who writes to this store");
        }

        return await current.ReadAsync(buffer, cancellationToken);
    }
}
