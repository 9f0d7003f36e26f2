using System.Buffers;

namespace BackupOperator.Storage;

/// <summary>Compares what a store returns with what it was given, without holding a second copy.</summary>
internal static class ContentComparison
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Whether <paramref name="stored"/> holds exactly <paramref name="expected"/>.</summary>
    internal static async Task<bool> EqualsAsync(
        Stream stored, ReadOnlyMemory<byte> expected, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var read = await stored.ReadAsync(buffer.AsMemory(0, BufferBytes), cancellationToken);
                if (read == 0)
                {
                    return expected.IsEmpty;
                }

                if (read > expected.Length || !expected.Span[..read].SequenceEqual(buffer.AsSpan(0, read)))
                {
                    return false;
                }

                expected = expected[read..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
