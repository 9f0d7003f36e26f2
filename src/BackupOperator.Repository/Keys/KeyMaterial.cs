using System.Security.Cryptography;
using System.Text;
using BackupOperator.Repository.Chunks;
using BackupOperator.Repository.Sealing;

namespace BackupOperator.Repository.Keys;

/// <summary>Everything that is derived from one data key, or what stands in its place
/// where nothing is encrypted.</summary>
/// <remarks>HKDF-SHA-256; the infos are part of the format (README.md, "Keys"). Each derived key has one use.</remarks>
internal sealed class KeyMaterial
{
    private const int DerivedBytes = 32;
    private readonly byte[] _secret;

    private KeyMaterial(
        EncryptionMode mode, Identifier repository, Identifier keyId, byte[] secret, byte[] identitySecret)
    {
        Mode = mode;
        Repository = repository;
        KeyId = keyId;
        _secret = secret;
        GearTable = Derive(identitySecret, [], "gear", GearChunker.TableBytes);
        Hasher = mode == EncryptionMode.None
            ? new PlainHasher()
            : new KeyedHasher(Derive(identitySecret, [], "chunk-id", DerivedBytes));
        RecordKey = mode == EncryptionMode.None ? null : Derive(secret, [], "record", DerivedBytes);
    }

    public EncryptionMode Mode { get; }

    public Identifier Repository { get; }

    /// <summary>The data key's name; zero where nothing is encrypted.</summary>
    public Identifier KeyId { get; }

    /// <summary>The chunker's table of random numbers.</summary>
    public byte[] GearTable { get; }

    public IHasher Hasher { get; }

    /// <summary>Authenticates records; null where nothing is encrypted.</summary>
    public byte[]? RecordKey { get; }

    public static KeyMaterial From(DataKey key, Identifier repository) =>
        new(EncryptionMode.Aes256Gcm, repository, key.Id, key.Secret.ToArray(), key.IdentitySecret.ToArray());

    public static KeyMaterial Unencrypted(Identifier repository)
    {
        // Only the chunker's table comes from it: cuts are the same for one repository and secret to nobody.
        var identity = new byte[Identifier.SizeBytes];
        repository.Write(identity);
        return new KeyMaterial(EncryptionMode.None, repository, default, secret: [], identity);
    }

    public ISealer PackSealer(Identifier pack)
    {
        Span<byte> salt = stackalloc byte[Identifier.SizeBytes];
        pack.Write(salt);
        return Sealer(salt, "pack");
    }

    public ISealer ManifestSealer(ReadOnlySpan<byte> salt) => Sealer(salt, "manifest");

    private ISealer Sealer(ReadOnlySpan<byte> salt, string purpose)
    {
        if (Mode == EncryptionMode.None)
        {
            return new DigestSealer();
        }

        var key = Derive(_secret, salt, purpose, DerivedBytes);
        var sealer = new AesGcmSealer(key);
        CryptographicOperations.ZeroMemory(key);
        return sealer;
    }

    private static byte[] Derive(byte[] secret, ReadOnlySpan<byte> salt, string purpose, int length)
    {
        var derived = new byte[length];
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256, secret, derived, salt, Encoding.ASCII.GetBytes($"backup-operator/1/{purpose}"));
        return derived;
    }
}
