using System.Buffers;

namespace BackupOperator.Repository.Buffers;

/// <summary>Lends the large buffers of one writer or reader and counts them, so that its
/// bound on memory can be seen.</summary>
internal sealed class BufferPool
{
    private const int LargestBufferBytes = 64 * 1024 * 1024;

    // Enough for the stages of a default pipeline; a larger one falls back to the collector, not to waiting.
    private const int BuffersKeptPerSize = 16;

    private volatile ArrayPool<byte> _arrays = CreateArrays();
    private long _rentedBytes;
    private long _peakRentedBytes;

    /// <summary>What is lent at this moment.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>The most that was ever lent at once.</summary>
    public long PeakRentedBytes => Interlocked.Read(ref _peakRentedBytes);

    /// <summary>Lends a buffer of exactly <paramref name="length"/> visible bytes; its content is undefined.</summary>
    public PooledBuffer Rent(int length)
    {
        var arrays = _arrays;
        var array = arrays.Rent(length);
        var rented = Interlocked.Add(ref _rentedBytes, array.Length);
        var peak = Interlocked.Read(ref _peakRentedBytes);
        while (rented > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peakRentedBytes, rented, peak);
            peak = seen == peak ? rented : seen;
        }

        return new PooledBuffer(this, arrays, array, length);
    }

    /// <summary>Takes back an array of <paramref name="arrays"/>.</summary>
    public void Return(ArrayPool<byte> arrays, byte[] array)
    {
        Interlocked.Add(ref _rentedBytes, -array.Length);
        arrays.Return(array);
    }

    /// <summary>Leaves what is kept to the collector; what is lent follows when it comes back.</summary>
    public void Forget() => _arrays = CreateArrays();

    private static ArrayPool<byte> CreateArrays() => ArrayPool<byte>.Create(LargestBufferBytes, BuffersKeptPerSize);
}
