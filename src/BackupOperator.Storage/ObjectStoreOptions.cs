namespace BackupOperator.Storage;

/// <summary>Where a store is and how it is spoken to; holds paths of credentials, never their values.</summary>
/// <seealso cref="FileSystemStoreOptions"/>
/// <seealso cref="S3StoreOptions"/>
public abstract record ObjectStoreOptions
{
    private protected ObjectStoreOptions()
    {
    }

    /// <summary>The folder below the directory or bucket that all keys are relative to; empty for none.
    /// Segments joined by '/', of the same characters as keys.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>How often and how long a transient failure is tried again.</summary>
    public RetryOptions Retry { get; init; } = new();

    /// <summary>The most bytes a second that go to the store and come from it, both together; null for no limit.
    /// Each opened store has a limit of its own.</summary>
    public long? LimitBytesPerSecond { get; init; }

    /// <summary>How long one attempt may take.</summary>
    public TimeoutOptions Timeouts { get; init; } = new();
}
