using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>An object that the store kept from being deleted.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Reason"><see cref="StoreFailure.Retained"/> for object lock and holds,
/// <see cref="StoreFailure.AccessDenied"/> for a permission that is missing.</param>
/// <param name="Message">What keeps it, and what to do.</param>
public sealed record SkippedObject(string Key, StoreFailure Reason, string Message);
