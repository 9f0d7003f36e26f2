namespace BackupOperator.Storage;

/// <summary>A store in a bucket of Amazon S3 or of a server that speaks its protocol.</summary>
public sealed record S3StoreOptions : ObjectStoreOptions
{
    /// <summary>The bucket's name. It must exist; it is never created.</summary>
    public required string Bucket { get; init; }

    /// <summary>The server's address, such as <c>https://minio.example:9000</c>; null for
    /// Amazon's own of <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for. Most servers other than Amazon's take any.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Whether the bucket is named in the path instead of the host name; most
    /// servers other than Amazon's need it.</summary>
    public bool ForcePathStyle { get; init; }

    /// <summary>A PEM file of certificate authorities that may vouch for
    /// <see cref="Endpoint"/>; null for the system's alone.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether the system's certificate authorities count as well when
    /// <see cref="CaFile"/> is given.</summary>
    public bool TrustSystemRoots { get; init; } = true;

    /// <summary>Which checksum goes with each object.</summary>
    public S3ChecksumMode ChecksumMode { get; init; } = S3ChecksumMode.WhenSupported;

    /// <summary>The storage class of new objects, such as <c>STANDARD_IA</c>; null for the bucket's own.</summary>
    public string? StorageClass { get; init; }

    /// <summary>What the server encrypts new objects with.</summary>
    public S3ServerEncryption ServerEncryption { get; init; } = S3ServerEncryption.BucketDefault;

    /// <summary>The key for <see cref="S3ServerEncryption.Kms"/>; null for the account's own.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The file that holds the access key id; null when <see cref="UseAmbientCredentials"/> is set.</summary>
    public string? AccessKeyFile { get; init; }

    /// <summary>The file that holds the secret access key; null when
    /// <see cref="UseAmbientCredentials"/> is set.</summary>
    public string? SecretKeyFile { get; init; }

    /// <summary>The file that holds a session token, for temporary credentials; null for none.</summary>
    public string? SessionTokenFile { get; init; }

    /// <summary>Whether credentials come from where the process runs (pod identity, instance profile, environment) when
    /// no files are given. Without it, and without files, the store refuses to open.</summary>
    public bool UseAmbientCredentials { get; init; }
}
