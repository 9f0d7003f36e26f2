namespace BackupOperator.Repository;

/// <summary>A stored object is not what was written: missing, truncated, damaged or
/// exchanged. No data of it was returned.</summary>
/// <param name="objectKey">The key of the object in the store.</param>
/// <param name="message">Lower case; names the object and what is wrong with it.</param>
/// <param name="innerException">What was reported underneath.</param>
public sealed class IntegrityException(string objectKey, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The key of the object in the store.</summary>
    public string ObjectKey { get; } = objectKey;
}
