using System.Buffers;

namespace BackupOperator.Repository.Buffers;

/// <summary>Lends the large buffers of one writer or reader and counts them, so that its
/// bound on memory can be seen.</summary>
internal sealed class BufferPool
{
    private const int LargestBufferBytes = 64 * 1024 * 1024;

    // Enough for the stages of a default pipeline; a larger one falls back to the collector, not to waiting.
    private const int BuffersKeptPerSize = 16;

    private readonly ArrayPool<byte> _arrays = ArrayPool<byte>.Create(LargestBufferBytes, BuffersKeptPerSize);
    private long _rentedBytes;
    private long _peakRentedBytes;

    /// <summary>What is lent at this moment.</summary>
    public long RentedBytes => Interlocked.Read(ref _rentedBytes);

    /// <summary>The most that was ever lent at once.</summary>
    public long PeakRentedBytes => Interlocked.Read(ref _peakRentedBytes);

    /// <summary>Lends a buffer of exactly <paramref name="length"/> visible bytes; its content is undefined.</summary>
    public PooledBuffer Rent(int length)
    {
        var array = _arrays.Rent(length);
        var rented = Interlocked.Add(ref _rentedBytes, array.Length);
        var peak = Interlocked.Read(ref _peakRentedBytes);
        while (rented > peak)
        {
            var seen = Interlocked.CompareExchange(ref _peakRentedBytes, rented, peak);
            peak = seen == peak ? rented : seen;
        }

        return new PooledBuffer(this, array, length);
    }

    public void Return(byte[] array)
    {
        Interlocked.Add(ref _rentedBytes, -array.Length);
        _arrays.Return(array);
    }
}
