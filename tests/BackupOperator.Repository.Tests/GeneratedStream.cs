namespace BackupOperator.Repository.Tests;

/// <summary>A source of any length that makes its bytes when they are read.</summary>
/// <param name="length">After how many bytes it ends.</param>
/// <param name="fill">Makes bytes.</param>
internal sealed class GeneratedStream(long length, Action<Span<byte>> fill) : MemoryStream
{
    private long _given;

    /// <summary>How much was read of it.</summary>
    public long Given => Volatile.Read(ref _given);

    /// <summary>Bytes that do not compress and do not repeat.</summary>
    public static GeneratedStream OfNoise(long length)
    {
        var random = new Random(3);
        return new GeneratedStream(length, random.NextBytes);
    }

    /// <summary>Bytes without end that compress about as a dump does.</summary>
    public static GeneratedStream OfText()
    {
        var random = new Random(4);
        return new GeneratedStream(long.MaxValue, room =>
        {
            random.NextBytes(room);
            foreach (ref var one in room)
            {
                one = (byte)('a' + (one & 7));
            }
        });
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var count = (int)Math.Min(buffer.Length, length - _given);
        fill(buffer.Span[..count]);
        Interlocked.Add(ref _given, count);
        return ValueTask.FromResult(count);
    }
}
