using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace BackupOperator.Storage.S3;

/// <summary>CRC-32C (Castagnoli) as S3 writes it: base64 of the big-endian value. Uses
/// the processor's own instruction.</summary>
internal struct Crc32C()
{
    private uint register = uint.MaxValue;

    internal void Append(ReadOnlySpan<byte> content)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(content);
        foreach (var word in words)
        {
            register = BitOperations.Crc32C(
                register, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var last in content[(words.Length * sizeof(ulong))..])
        {
            register = BitOperations.Crc32C(register, last);
        }
    }

    internal readonly string ToBase64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~register);
        return Convert.ToBase64String(bytes);
    }
}
