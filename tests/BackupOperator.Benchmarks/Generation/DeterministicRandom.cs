using System.Buffers.Binary;

namespace BackupOperator.Benchmarks.Generation;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and runtime, which the framework's own
/// generator does not promise, and fast enough to fill gigabytes.</summary>
internal struct DeterministicRandom
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    public DeterministicRandom(params ReadOnlySpan<long> seeds)
    {
        foreach (var seed in seeds)
        {
            _state ^= (ulong)seed;
            _state = Next();
        }
    }

    public ulong Next()
    {
        var z = _state += Step;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="below"/> − 1.</summary>
    public int Next(int below) => (int)(((Next() >> 32) * (ulong)below) >> 32);

    /// <summary>A number above 0, at most 1.</summary>
    public double NextFraction() => ((Next() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>Normally distributed around 0 with variance 1, by Box and Muller.</summary>
    public double NextNormal() =>
        Math.Sqrt(-2 * Math.Log(NextFraction())) * Math.Cos(2 * Math.PI * NextFraction());

    public void Fill(Span<byte> room)
    {
        while (room.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(room, Next());
            room = room[sizeof(ulong)..];
        }

        for (var i = 0; i < room.Length; i++)
        {
            room[i] = (byte)Next();
        }
    }
}
