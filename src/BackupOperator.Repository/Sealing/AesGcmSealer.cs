using System.Buffers.Binary;
using System.Security.Cryptography;

namespace BackupOperator.Repository.Sealing;

/// <summary>AES-256-GCM under a key of this object's own; nonce = position (4 bytes, little-endian) and 8 zero bytes;
/// the tag of 16 bytes follows the ciphertext.</summary>
internal sealed class AesGcmSealer : ISealer
{
    private const int TagBytes = 16;
    private const int NonceBytes = 12;
    private readonly AesGcm _cipher;

    public AesGcmSealer(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, TagBytes);

    public int OverheadBytes => TagBytes;

    public void Seal(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plain, Span<byte> sealedPiece)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, position);
        _cipher.Encrypt(nonce, plain, sealedPiece[..plain.Length], sealedPiece[plain.Length..], associated);
    }

    public bool TryOpen(int position, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> sealedPiece, Span<byte> plain)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteInt32LittleEndian(nonce, position);
        try
        {
            _cipher.Decrypt(nonce, sealedPiece[..plain.Length], sealedPiece[plain.Length..], plain, associated);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            plain.Clear();
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();
}
