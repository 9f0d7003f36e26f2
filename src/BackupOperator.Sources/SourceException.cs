namespace BackupOperator.Sources;

/// <summary>A source or a target did not do what was asked; the message names it and says
/// what to do. Holds no secret.</summary>
/// <param name="failure">What kind of failure it is.</param>
/// <param name="message">Lower case; names server, database or object.</param>
/// <param name="innerException">What was reported underneath.</param>
public sealed class SourceException(SourceFailure failure, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>What kind of failure it is.</summary>
    public SourceFailure Failure { get; } = failure;

    /// <summary>Whether the same work may succeed later without anyone mending anything.</summary>
    public bool IsTransient => Failure == SourceFailure.Unreachable;
}
