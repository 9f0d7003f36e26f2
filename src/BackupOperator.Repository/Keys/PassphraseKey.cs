using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace BackupOperator.Repository.Keys;

/// <summary>A passphrase, which becomes a key through PBKDF2 with the salt of each key file.</summary>
/// <remarks>
/// A derivation takes half a second. Each is made once, and new files take the salt of one that opened: a repository
/// whose data keys were rotated a hundred times opens as fast as one with a single key file.
/// </remarks>
internal sealed class PassphraseKey(byte[] passphrase) : KeyEncryptionKey
{
    private readonly ConcurrentDictionary<string, Lazy<byte[]?>> _wrapping = new(StringComparer.Ordinal);
    private readonly Lazy<KeyDerivation> _fresh = new(KeyDerivation.Create);
    private KeyDerivation? _opened;

    internal override async Task<KeyRecord> WrapAsync(
        DataKey key, Identifier repository, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        var derivation = Volatile.Read(ref _opened) ?? _fresh.Value;
        var wrapping = await DeriveAsync(derivation, cancellationToken)
            ?? throw new InvalidOperationException("a derivation of this program's own is usable");
        return KeyWrap.Wrap(key, wrapping, repository, createdAt, derivation);
    }

    internal override async Task<DataKey?> UnwrapAsync(
        KeyRecord record, string objectKey, CancellationToken cancellationToken)
    {
        var mayFit = record is { Algorithm: KeyRecord.AesGcm, Derivation: not null };
        if (!mayFit || await DeriveAsync(record.Derivation!, cancellationToken) is not { } wrapping)
        {
            return null;
        }

        var key = KeyWrap.Unwrap(record, wrapping, objectKey);
        if (key is not null)
        {
            Volatile.Write(ref _opened, record.Derivation);
        }

        return key;
    }

    private protected override void Dispose(bool disposing)
    {
        CryptographicOperations.ZeroMemory(passphrase);
        foreach (var derived in _wrapping.Values)
        {
            CryptographicOperations.ZeroMemory(derived.IsValueCreated ? derived.Value : []);
        }
    }

    private Task<byte[]?> DeriveAsync(KeyDerivation derivation, CancellationToken cancellationToken)
    {
        var name = $"{derivation.Algorithm} {derivation.Iterations} {Convert.ToHexStringLower(derivation.Salt)}";
        var derived = _wrapping.GetOrAdd(name, _ => new Lazy<byte[]?>(() => derivation.Derive(passphrase)));
        return Task.Run(() => derived.Value, cancellationToken);
    }
}
