using System.Buffers.Binary;

namespace BackupOperator.Sources.Postgres.Archives;

/// <summary>Reads the numbers of an archive, a sign and four bytes, which may be parted between two pieces.</summary>
internal sealed class ArchiveNumbers
{
    public const int SizeBytes = 5;

    private readonly byte[] _begun = new byte[SizeBytes];
    private int _used;

    /// <summary>Takes a number; false when the piece ends before it does.</summary>
    public bool TryRead(ref ReadOnlySpan<byte> bytes, out int number)
    {
        number = 0;
        if (_used == 0 && bytes.Length >= SizeBytes)
        {
            number = Value(bytes);
            bytes = bytes[SizeBytes..];
            return true;
        }

        var taken = Math.Min(bytes.Length, SizeBytes - _used);
        bytes[..taken].CopyTo(_begun.AsSpan(_used));
        bytes = bytes[taken..];
        _used += taken;
        if (_used < SizeBytes)
        {
            return false;
        }

        _used = 0;
        number = Value(_begun);
        return true;
    }

    private static int Value(ReadOnlySpan<byte> bytes)
    {
        var magnitude = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        return bytes[0] == 0 ? magnitude : -magnitude;
    }
}
