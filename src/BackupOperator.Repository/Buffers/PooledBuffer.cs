using System.Buffers;

namespace BackupOperator.Repository.Buffers;

/// <summary>A buffer with one owner; who receives it disposes it, and nobody uses it after.</summary>
internal sealed class PooledBuffer(BufferPool pool, ArrayPool<byte> arrays, byte[] array, int length) : IDisposable
{
    private byte[]? _array = array;

    public int Length { get; private set; } = length;

    public Memory<byte> Memory => Array.AsMemory(0, Length);

    public Span<byte> Span => Array.AsSpan(0, Length);

    private byte[] Array => _array ?? throw new ObjectDisposedException(nameof(PooledBuffer));

    /// <summary>Shows fewer bytes from now on.</summary>
    public void Shrink(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length);
        Length = length;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _array, null) is { } array)
        {
            pool.Return(arrays, array);
        }
    }
}
