using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BackupOperator.Repository.Sealing;

/// <summary>Not encrypted: the piece as it is, then SHA-256 over position, associated bytes and piece. Detects damage
/// and exchanged pieces; keeps nobody from forging.</summary>
internal sealed class DigestSealer : ISealer
{
    public int OverheadBytes => SHA256.HashSizeInBytes;

    public void Seal(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedPiece)
    {
        plain.CopyTo(sealedPiece);
        Digest(position, associated, plain, sealedPiece[plain.Length..]);
    }

    public bool TryOpen(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedPiece, Span<byte> plain)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        Digest(position, associated, sealedPiece[..plain.Length], digest);
        if (!digest.SequenceEqual(sealedPiece[plain.Length..]))
        {
            plain.Clear();
            return false;
        }

        sealedPiece[..plain.Length].CopyTo(plain);
        return true;
    }

    public void Dispose()
    {
    }

    private static void Digest(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> digest)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> prefix = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(prefix, position);
        hash.AppendData(prefix);
        hash.AppendData(associated);
        hash.AppendData(plain);
        hash.GetHashAndReset(digest);
    }
}
