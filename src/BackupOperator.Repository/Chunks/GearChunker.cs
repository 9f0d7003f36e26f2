using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Chunks;

/// <summary>Cuts where the content says so, so that an insertion moves only the cuts near it.</summary>
/// <remarks>
/// Gear hash with two masks (normalised chunking, Xia et al., FastCDC, 2016): hard to cut before the wanted mean, easy
/// after it, which keeps lengths near the mean. The table is derived from a secret, so that lengths of chunks do not
/// tell which known file is stored. Readers never cut: changing this class costs deduplication against older backups
/// and nothing else.
/// </remarks>
internal sealed class GearChunker : IChunker
{
    public const int TableBytes = 256 * sizeof(ulong);

    // The hash forgets a byte after 64 more: begun this much earlier, it does not depend on where the chunk begins.
    private const int HashedBytes = 64;

    // Bits more before the mean and fewer after it: the paper's second level of normalisation.
    private const int Normalisation = 2;

    private readonly ulong[] _gear = new ulong[256];
    private readonly ChunkerParameters _parameters;
    private readonly ulong _hardMask;
    private readonly ulong _easyMask;

    public GearChunker(ReadOnlySpan<byte> table, ChunkerParameters parameters)
    {
        _parameters = parameters;
        for (var value = 0; value < _gear.Length; value++)
        {
            _gear[value] = BinaryPrimitives.ReadUInt64LittleEndian(table[(value * sizeof(ulong))..]);
        }

        var bits = BitOperations.Log2((uint)parameters.MeanBytes);
        _hardMask = Mask(bits + Normalisation);
        _easyMask = Mask(bits - Normalisation);
    }

    public int LargestChunkBytes => _parameters.LargestBytes;

    public int Cut(ReadOnlySpan<byte> window)
    {
        if (window.Length <= _parameters.SmallestBytes)
        {
            return window.Length;
        }

        window = window[..Math.Min(window.Length, _parameters.LargestBytes)];
        var hash = Roll(window[(_parameters.SmallestBytes - HashedBytes).._parameters.SmallestBytes]);
        var mean = Math.Min(_parameters.MeanBytes, window.Length);
        var cut = Scan(window[..mean], _parameters.SmallestBytes, _hardMask, ref hash);
        if (cut == 0)
        {
            cut = Scan(window, mean, _easyMask, ref hash);
        }

        return cut == 0 ? window.Length : cut;
    }

    // The high bits of the hash depend on the most bytes, the low ones only on the newest.
    private static ulong Mask(int bits) => ulong.MaxValue << (64 - bits);

    private ulong Roll(ReadOnlySpan<byte> content)
    {
        var hash = 0UL;
        foreach (var value in content)
        {
            hash = (hash << 1) + _gear[value];
        }

        return hash;
    }

    /// <summary>The length up to the first byte at which <paramref name="mask"/> allows a cut; 0 when there is
    /// none.</summary>
    /// <remarks>Runs over every byte that is backed up, from the first moment on: optimised at once, without bounds
    /// checks (an index is a byte, the table has 256 values).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Scan(ReadOnlySpan<byte> window, int start, ulong mask, ref ulong hash)
    {
        ref var gear = ref MemoryMarshal.GetArrayDataReference(_gear);
        ref var bytes = ref MemoryMarshal.GetReference(window);
        var rolling = hash;
        for (nint index = start; index < window.Length; index++)
        {
            rolling = (rolling << 1) + Unsafe.Add(ref gear, (nint)Unsafe.Add(ref bytes, index));
            if ((rolling & mask) == 0)
            {
                return (int)index + 1;
            }
        }

        hash = rolling;
        return 0;
    }
}
