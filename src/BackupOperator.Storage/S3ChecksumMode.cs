namespace BackupOperator.Storage;

/// <summary>Which checksum a new object is sent with. The signature covers a SHA-256 of
/// the content in either mode.</summary>
public enum S3ChecksumMode
{
    /// <summary>CRC-32C, kept by the server beside the object and checked again on reading.</summary>
    WhenSupported,

    /// <summary>None, for servers that do not know the newer checksums; Content-MD5 for those that ask for it.</summary>
    WhenRequired,
}
