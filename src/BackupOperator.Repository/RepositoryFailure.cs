namespace BackupOperator.Repository;

/// <summary>The ways in which a repository refuses, told apart by who can mend them.</summary>
public enum RepositoryFailure
{
    /// <summary>The store holds no repository.</summary>
    RepositoryMissing,

    /// <summary>The Secret's content is neither a key of 32 bytes nor a passphrase of sufficient length.</summary>
    KeyUnusable,

    /// <summary>No data key opens with the given key-encryption key, or the one needed is not there.</summary>
    KeyMissing,

    /// <summary>The repository is encrypted and no key was given, or the other way round.</summary>
    EncryptionMismatch,

    /// <summary>The stored form is newer than this program.</summary>
    UnsupportedVersion,

    /// <summary>No committed backup or manifest of that name exists.</summary>
    BackupMissing,

    /// <summary>Another run has already written another backup or manifest under this name.</summary>
    Conflict,

    /// <summary>A data key that is still needed would no longer open.</summary>
    KeyInUse,

    /// <summary>The key service refuses the credentials.</summary>
    KeyServiceDenied,

    /// <summary>The key in the key service does not exist, is disabled or is of another kind.</summary>
    KeyServiceKeyUnusable,

    /// <summary>The key service does not answer or fails on its side; this alone may pass by itself.</summary>
    KeyServiceUnreachable,

    /// <summary>The system lacks the library of the compression that was asked for.</summary>
    CompressionMissing,

    /// <summary>A source has more packs, streams or details than its manifest has room for.</summary>
    SourceTooLarge,
}
