namespace BackupOperator.Storage;

/// <summary>An object that a store keeps although it was asked to delete it.</summary>
/// <param name="Key">The object's key.</param>
/// <param name="Failure"><see cref="StoreFailure.Retained"/> or <see cref="StoreFailure.AccessDenied"/>.</param>
public sealed record UndeletedObject(string Key, StoreException Failure)
{
    /// <summary>Whether a failure keeps one object and says nothing about others.</summary>
    internal static bool Explains(StoreException failure) =>
        failure.Failure is StoreFailure.Retained or StoreFailure.AccessDenied;
}
