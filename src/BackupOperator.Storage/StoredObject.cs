namespace BackupOperator.Storage;

/// <summary>One object of a store, as a listing shows it.</summary>
/// <param name="Key">The object's key, relative to the store's address.</param>
/// <param name="SizeBytes">The object's length in bytes.</param>
/// <param name="LastModified">When the store took it, by the store's clock.</param>
public sealed record StoredObject(string Key, long SizeBytes, DateTimeOffset LastModified);
