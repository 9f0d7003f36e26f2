using System.Security.Cryptography;

namespace BackupOperator.Repository.Keys;

/// <summary>A key of 32 bytes, used as it is.</summary>
internal sealed class SecretKey(byte[] key) : KeyEncryptionKey
{
    internal override Task<KeyRecord> WrapAsync(
        DataKey dataKey, Identifier repository, DateTimeOffset createdAt, CancellationToken cancellationToken) =>
        Task.FromResult(KeyWrap.Wrap(dataKey, key, repository, createdAt, derivation: null));

    internal override Task<DataKey?> UnwrapAsync(
        KeyRecord record, string objectKey, CancellationToken cancellationToken)
    {
        var mayFit = record is { Algorithm: KeyRecord.AesGcm, Derivation: null };
        return Task.FromResult(mayFit ? KeyWrap.Unwrap(record, key, objectKey) : null);
    }

    private protected override void Dispose(bool disposing) => CryptographicOperations.ZeroMemory(key);
}
