using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Repository.Keys;

/// <summary>Wraps and unwraps data keys under a key of 32 bytes.</summary>
/// <remarks>AES-256-GCM with a random nonce; the associated data binds repository, key, key-encryption key and time, so
/// a file that is renamed, copied to another repository or edited does not open.</remarks>
internal static class KeyWrap
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    public static KeyRecord Wrap(
        DataKey key, byte[] wrapping, Identifier repository, DateTimeOffset createdAt, KeyDerivation? derivation)
    {
        var record = new KeyRecord
        {
            FormatVersion = FormatVersion.Current,
            RepositoryId = repository.ToString(),
            KeyId = key.Id.ToString(),
            KekId = KekId(wrapping, repository.ToString()),
            CreatedAt = createdAt,
            Algorithm = KeyRecord.AesGcm,
            Nonce = RandomNumberGenerator.GetBytes(NonceBytes),
            WrappedKey = new byte[DataKey.SizeBytes + TagBytes],
            Derivation = derivation,
        };
        using var cipher = new AesGcm(wrapping, TagBytes);
        var wrapped = record.WrappedKey.AsSpan();
        cipher.Encrypt(
            record.Nonce, key.Content, wrapped[..DataKey.SizeBytes], wrapped[DataKey.SizeBytes..], Associated(record));
        return record;
    }

    /// <summary>The data key, or null when <paramref name="wrapping"/> is not the key that wrapped it.</summary>
    /// <exception cref="IntegrityException">It is the right key and the file is not what was written.</exception>
    public static DataKey? Unwrap(KeyRecord record, byte[] wrapping, string objectKey)
    {
        if (KekId(wrapping, record.RepositoryId) != record.KekId)
        {
            return null;
        }

        var wellFormed = record.Nonce?.Length == NonceBytes
            && record.WrappedKey.Length == DataKey.SizeBytes + TagBytes;
        if (!wellFormed || !Identifier.TryParse(record.KeyId, out var id))
        {
            throw Damaged(objectKey);
        }

        try
        {
            var content = new byte[DataKey.SizeBytes];
            using var cipher = new AesGcm(wrapping, TagBytes);
            var wrapped = record.WrappedKey.AsSpan();
            cipher.Decrypt(
                record.Nonce!, wrapped[..DataKey.SizeBytes], wrapped[DataKey.SizeBytes..], content, Associated(record));
            return new DataKey(id, content);
        }
        catch (AuthenticationTagMismatchException exception)
        {
            throw Damaged(objectKey, exception);
        }
    }

    public static IntegrityException Damaged(string objectKey, Exception? inner = null) =>
        new(objectKey, $"{objectKey} is damaged: the key in it does not authenticate", inner);

    private static string KekId(byte[] wrapping, string repository)
    {
        var mac = HMACSHA256.HashData(wrapping, Encoding.ASCII.GetBytes($"backup-operator/1/kek-id/{repository}"));
        return Convert.ToHexStringLower(mac.AsSpan(0, Identifier.SizeBytes));
    }

    private static byte[] Associated(KeyRecord record) => Encoding.ASCII.GetBytes(
        $"backup-operator/1/key\n{record.RepositoryId}\n{record.KeyId}\n{record.KekId}\n" +
        $"{record.CreatedAt.ToUnixTimeMilliseconds()}\n");
}
