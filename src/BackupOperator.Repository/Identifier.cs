using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BackupOperator.Repository;

/// <summary>The 16 random bytes that name a repository, a data key or a pack; 32
/// lower-case hex digits as text.</summary>
internal readonly record struct Identifier(ulong High, ulong Low)
{
    public const int SizeBytes = 16;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    public static Identifier Create()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    public static Identifier Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(source), BinaryPrimitives.ReadUInt64BigEndian(source[8..]));

    public static bool TryParse(string? text, out Identifier identifier)
    {
        identifier = default;
        Span<byte> bytes = stackalloc byte[SizeBytes];
        if (text is not { Length: 2 * SizeBytes } || text.AsSpan().ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        Convert.FromHexString(text, bytes, out _, out _);
        identifier = Read(bytes);
        return true;
    }

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, High);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], Low);
    }

    public override string ToString() => $"{High:x16}{Low:x16}";
}
