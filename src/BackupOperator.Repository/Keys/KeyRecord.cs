namespace BackupOperator.Repository.Keys;

/// <summary>The content of a key file.</summary>
internal sealed record KeyRecord
{
    /// <summary>Wrapped by this program, under a key from a Secret.</summary>
    public const string AesGcm = "AES-256-GCM";

    /// <summary>Wrapped by AWS KMS, which keeps the key-encryption key to itself.</summary>
    public const string AwsKms = "AWS-KMS";

    /// <summary>See <see cref="Repository.FormatVersion"/>.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>The repository that the key belongs to; a file of another one is ignored.</summary>
    public required string RepositoryId { get; init; }

    /// <summary>Names the data key; 32 hex digits.</summary>
    public required string KeyId { get; init; }

    /// <summary>Names the key that wraps it; 32 hex digits.</summary>
    public required string KekId { get; init; }

    /// <summary>The newest key that opens is the one that is written with.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><see cref="AesGcm"/> or <see cref="AwsKms"/>.</summary>
    public required string Algorithm { get; init; }

    /// <summary>12 random bytes; absent for KMS.</summary>
    public byte[]? Nonce { get; init; }

    /// <summary>The data key, encrypted, and the tag: 80 bytes; for KMS what it returned.</summary>
    public required byte[] WrappedKey { get; init; }

    /// <summary>How the wrapping key comes from a passphrase; absent for everything else.</summary>
    public KeyDerivation? Derivation { get; init; }

    /// <summary>The ARN of the key in KMS, for whoever looks for it; absent for everything else.</summary>
    public string? KmsKeyArn { get; init; }
}
