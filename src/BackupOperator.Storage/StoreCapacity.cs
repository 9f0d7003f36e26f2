namespace BackupOperator.Storage;

/// <summary>The room of a store that knows its bounds.</summary>
/// <param name="TotalBytes">The size of the filesystem in bytes.</param>
/// <param name="FreeBytes">What this process may still write, in bytes.</param>
public sealed record StoreCapacity(long TotalBytes, long FreeBytes);
