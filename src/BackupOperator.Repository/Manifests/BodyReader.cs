using static System.Buffers.Binary.BinaryPrimitives;

namespace BackupOperator.Repository.Manifests;

/// <summary>Reads a manifest's body from its beginning; every step is bounded by what is left.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public int ReadInt32() => ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public long ReadInt64() => ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    /// <summary>A count of items of at least <paramref name="itemBytes"/>: more than can
    /// follow is refused before it is allocated.</summary>
    public int ReadCount(int itemBytes)
    {
        var count = ReadInt32();
        return count >= 0 && count <= _rest.Length / itemBytes
            ? count
            : throw new FormatException("a count exceeds the body");
    }

    public ReadOnlySpan<byte> ReadBlock() => ReadBytes(ReadInt32());

    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        if (length < 0 || length > _rest.Length)
        {
            throw new FormatException("the body breaks off");
        }

        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }

    public readonly void RequireEnd()
    {
        if (!_rest.IsEmpty)
        {
            throw new FormatException("bytes follow the last stream");
        }
    }
}
