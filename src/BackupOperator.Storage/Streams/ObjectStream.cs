namespace BackupOperator.Storage.Streams;

/// <summary>An object, or a part of one, being read forward; says which object it is, so
/// that a reader can go on elsewhere.</summary>
/// <remarks>Reads throw <see cref="StoreException"/>, and never end before
/// <see cref="Stream.Length"/> bytes were returned.</remarks>
internal abstract class ObjectStream : Stream
{
    /// <summary>Changes when the object behind the key does (an ETag, or a file's number, time and size).</summary>
    public abstract string Identity { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position
    {
        get => throw new NotSupportedException("an object is read forward only");
        set => throw new NotSupportedException("an object is read forward only");
    }

    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // For the few readers that know no other way; everything of ours reads asynchronously.
    public override int Read(byte[] buffer, int offset, int count)
        => ReadAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("an object is read forward only");

    public override void SetLength(long value) => throw new NotSupportedException("an object is read only");

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("an object is read only");

    public override void Flush()
    {
    }
}
