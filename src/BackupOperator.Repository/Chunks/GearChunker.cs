using System.Buffers.Binary;

namespace BackupOperator.Repository.Chunks;

/// <summary>Cuts where the content says so, so that an insertion moves only the cuts near it.</summary>
/// <remarks>
/// Gear hash with two masks (normalised chunking, Xia et al., FastCDC, 2016): hard to cut before the wanted mean, easy
/// after it, which keeps lengths near the mean. The table is derived from the data key, so that lengths of chunks do
/// not tell which known file is stored. Readers never cut: changing this class costs deduplication against older
/// backups and nothing else. </remarks>
internal sealed class GearChunker : IChunker
{
    public const int TableBytes = 256 * sizeof(ulong);
    public const int SmallestBytes = 256 * 1024;
    public const int WantedBytes = 1024 * 1024;
    public const int LargestBytes = 4 * 1024 * 1024;

    // 2^20 is the wanted mean; two bits more before it and two fewer after it. The high bits of the hash depend on the
    // most bytes (the last 64), the low ones only on the newest.
    private const ulong HardMask = 0xFFFF_FC00_0000_0000;
    private const ulong EasyMask = 0xFFFF_C000_0000_0000;

    private readonly ulong[] _gear = new ulong[256];

    public GearChunker(ReadOnlySpan<byte> table)
    {
        for (var value = 0; value < _gear.Length; value++)
        {
            _gear[value] = BinaryPrimitives.ReadUInt64LittleEndian(table[(value * sizeof(ulong))..]);
        }
    }

    public int LargestChunkBytes => LargestBytes;

    public int Cut(ReadOnlySpan<byte> window)
    {
        if (window.Length <= SmallestBytes)
        {
            return window.Length;
        }

        window = window[..Math.Min(window.Length, LargestBytes)];
        var hash = 0UL;
        var wanted = Math.Min(WantedBytes, window.Length);
        return Scan(window[..wanted], SmallestBytes, HardMask, ref hash)
            ?? Scan(window, wanted, EasyMask, ref hash)
            ?? window.Length;
    }

    private int? Scan(ReadOnlySpan<byte> window, int start, ulong mask, ref ulong hash)
    {
        var gear = _gear;
        var rolling = hash;
        for (var index = start; index < window.Length; index++)
        {
            rolling = (rolling << 1) + gear[window[index]];
            if ((rolling & mask) == 0)
            {
                return index + 1;
            }
        }

        hash = rolling;
        return null;
    }
}
