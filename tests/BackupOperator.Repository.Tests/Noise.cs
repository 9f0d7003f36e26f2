using System.Runtime.InteropServices;

namespace BackupOperator.Repository.Tests;

/// <summary>Bytes that neither compress nor repeat, the same ones each time, at the speed of memory: SplitMix64.</summary>
internal sealed class Noise
{
    private const int BlockBytes = 1024 * 1024;

    private readonly byte[] _block = new byte[BlockBytes];
    private int _taken = BlockBytes;
    private ulong _state;

    /// <summary>The bytes that follow those of the call before.</summary>
    public void Fill(Span<byte> room)
    {
        while (!room.IsEmpty)
        {
            if (_taken == BlockBytes)
            {
                MakeBlock();
            }

            var count = Math.Min(room.Length, BlockBytes - _taken);
            _block.AsSpan(_taken, count).CopyTo(room);
            _taken += count;
            room = room[count..];
        }
    }

    private void MakeBlock()
    {
        foreach (ref var word in MemoryMarshal.Cast<byte, ulong>(_block.AsSpan()))
        {
            _state += 0x9E37_79B9_7F4A_7C15;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58_476D_1CE4_E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
            word = mixed ^ (mixed >> 31);
        }

        _taken = 0;
    }
}
