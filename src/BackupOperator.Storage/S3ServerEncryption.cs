namespace BackupOperator.Storage;

/// <summary>What the server encrypts new objects with, on top of this project's own encryption.</summary>
public enum S3ServerEncryption
{
    /// <summary>Whatever the bucket says.</summary>
    BucketDefault,

    /// <summary>Keys of the server (<c>AES256</c>).</summary>
    Aes256,

    /// <summary>A key of the key management service (<c>aws:kms</c>).</summary>
    Kms,
}
