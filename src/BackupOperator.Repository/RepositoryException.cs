namespace BackupOperator.Repository;

/// <summary>A repository cannot be used as asked.</summary>
/// <param name="failure">What has to be mended.</param>
/// <param name="message">Lower case; names the object and says what to do next.</param>
public sealed class RepositoryException(RepositoryFailure failure, string message) : Exception(message)
{
    /// <summary>What has to be mended.</summary>
    public RepositoryFailure Failure { get; } = failure;

    /// <summary>Whether it may succeed later without anything being mended.</summary>
    public bool IsTransient => Failure == RepositoryFailure.KeyServiceUnreachable;
}
