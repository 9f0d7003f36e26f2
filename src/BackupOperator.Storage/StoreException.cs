namespace BackupOperator.Storage;

/// <summary>A store did not do what was asked; the message names the object and says what to do.</summary>
/// <param name="failure">What kind of failure it is.</param>
/// <param name="message">Lower case, names the key or bucket, no secrets.</param>
/// <param name="innerException">What the store's client reported.</param>
public sealed class StoreException(StoreFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public StoreFailure Failure { get; } = failure;

    /// <summary>How long the store asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same call may succeed later without anyone mending anything.</summary>
    public bool IsTransient => Failure is StoreFailure.Unreachable or StoreFailure.Throttled;
}
