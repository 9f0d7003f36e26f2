namespace BackupOperator.Contract.Specs;

/// <summary>How backups are encrypted.</summary>
public enum EncryptionMode
{
    /// <summary>AES with 256 bits in Galois/counter mode, under a data key that the Secret's key, or KMS, wraps.</summary>
    AES256GCM,

    /// <summary>Not at all.</summary>
    None,
}
