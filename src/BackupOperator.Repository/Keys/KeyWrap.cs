using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Repository.Keys;

/// <summary>Wraps and unwraps data keys.</summary>
/// <remarks>AES-256-GCM with a random nonce; the associated data binds repository, key, key-encryption key and time, so
/// a file that is renamed, copied to another repository or edited does not open.</remarks>
internal static class KeyWrap
{
    private const string Algorithm = "AES-256-GCM";
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static KeyRecord Wrap(DataKey key, KeyEncryptionKey kek, Identifier repository, DateTimeOffset createdAt)
    {
        var derivation = kek.CreateDerivation();
        var wrapping = kek.Derive(derivation) ?? throw new InvalidOperationException("a fresh derivation fits its key");
        var nonce = RandomNumberGenerator.GetBytes(NonceBytes);
        var record = new KeyRecord(
            FormatVersion.Current, repository.ToString(), key.Id.ToString(), KekId(wrapping, repository), createdAt,
            Algorithm, nonce, new byte[DataKey.SizeBytes + TagBytes], derivation);
        using var cipher = new AesGcm(wrapping, TagBytes);
        var wrapped = record.WrappedKey.AsSpan();
        cipher.Encrypt(
            nonce, key.Secret, wrapped[..DataKey.SizeBytes], wrapped[DataKey.SizeBytes..], Associated(record));
        CryptographicOperations.ZeroMemory(wrapping);
        return record;
    }

    /// <summary>The data key, or null when <paramref name="kek"/> is not the key that wrapped it.</summary>
    /// <exception cref="IntegrityException">It is the right key and the file is not what was written.</exception>
    public static DataKey? Unwrap(KeyRecord record, KeyEncryptionKey kek, Identifier repository, string objectKey)
    {
        if (kek.Derive(record.Derivation) is not { } wrapping || KekId(wrapping, repository) != record.KekId)
        {
            return null;
        }

        var wellFormed = record.Algorithm == Algorithm && record.Nonce.Length == NonceBytes
            && record.WrappedKey.Length == DataKey.SizeBytes + TagBytes;
        if (!wellFormed || !Identifier.TryParse(record.KeyId, out var id))
        {
            throw Damaged(objectKey);
        }

        try
        {
            var secret = new byte[DataKey.SizeBytes];
            using var cipher = new AesGcm(wrapping, TagBytes);
            var wrapped = record.WrappedKey.AsSpan();
            cipher.Decrypt(
                record.Nonce, wrapped[..DataKey.SizeBytes], wrapped[DataKey.SizeBytes..], secret, Associated(record));
            return new DataKey(id, secret);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw Damaged(objectKey, exception);
        }
    }

    private static string KekId(byte[] wrapping, Identifier repository)
    {
        var mac = HMACSHA256.HashData(wrapping, Encoding.ASCII.GetBytes($"backup-operator/1/kek-id/{repository}"));
        return Convert.ToHexStringLower(mac.AsSpan(0, Identifier.SizeBytes));
    }

    private static byte[] Associated(KeyRecord record) => Encoding.ASCII.GetBytes(
        $"backup-operator/1/key\n{record.RepositoryId}\n{record.KeyId}\n{record.KekId}\n" +
        $"{record.CreatedAt.ToUnixTimeMilliseconds()}\n");

    private static IntegrityException Damaged(string objectKey, Exception? inner = null) =>
        new(objectKey, $"{objectKey} is damaged: the key in it does not authenticate", inner);
}
