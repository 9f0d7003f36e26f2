namespace BackupOperator.Storage;

/// <summary>A store in a directory, for example a mounted claim.</summary>
public sealed record FileSystemStoreOptions : ObjectStoreOptions
{
    /// <summary>The absolute path of the directory. It must exist: a claim that is not
    /// mounted is an error, not an empty store.</summary>
    public required string Root { get; init; }
}
