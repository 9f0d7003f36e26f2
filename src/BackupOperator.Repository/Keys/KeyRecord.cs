namespace BackupOperator.Repository.Keys;

/// <summary>The content of a key file.</summary>
/// <param name="FormatVersion">See <see cref="Repository.FormatVersion"/>.</param>
/// <param name="RepositoryId">The repository that the key belongs to; a file of another one is ignored.</param>
/// <param name="KeyId">Names the data key; 32 hex digits.</param>
/// <param name="KekId">Names the key that wraps it, by a MAC under it; 32 hex digits.</param>
/// <param name="CreatedAt">The newest key that opens is the one that is written with.</param>
/// <param name="Algorithm">Always AES-256-GCM.</param>
/// <param name="Nonce">12 random bytes.</param>
/// <param name="WrappedKey">The data key, encrypted, and the tag: 48 bytes.</param>
/// <param name="Derivation">How the wrapping key comes from a passphrase; absent for a key of 32 bytes.</param>
internal sealed record KeyRecord(
    int FormatVersion,
    string RepositoryId,
    string KeyId,
    string KekId,
    DateTimeOffset CreatedAt,
    string Algorithm,
    byte[] Nonce,
    byte[] WrappedKey,
    KeyDerivation? Derivation = null);
