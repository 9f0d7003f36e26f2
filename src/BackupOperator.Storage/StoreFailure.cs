namespace BackupOperator.Storage;

/// <summary>The ways in which a store fails, told apart by who can mend them.</summary>
public enum StoreFailure
{
    /// <summary>No connection, a reset, a timeout or an error on the store's side: transient.</summary>
    Unreachable,

    /// <summary>The store asks to slow down: transient.</summary>
    Throttled,

    /// <summary>The object does not exist.</summary>
    NotFound,

    /// <summary>The key is taken and the caller asked not to replace it.</summary>
    AlreadyExists,

    /// <summary>The bucket or the directory itself does not exist.</summary>
    ContainerMissing,

    /// <summary>The store refuses these credentials, or they lack a permission.</summary>
    AccessDenied,

    /// <summary>Object lock or a legal hold keeps the object from being deleted or replaced.</summary>
    Retained,

    /// <summary>The store has no room left, or a quota is used up.</summary>
    Full,

    /// <summary>An object is shorter than what was asked of it.</summary>
    Truncated,

    /// <summary>What was received is not what was sent: a checksum differs.</summary>
    Corrupt,

    /// <summary>The store's certificate is not trusted, or the name in it is another.</summary>
    Untrusted,

    /// <summary>The store does not take a request of this form (an option that it does not know).</summary>
    Unsupported,
}
