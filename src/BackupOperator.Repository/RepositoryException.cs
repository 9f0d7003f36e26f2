namespace BackupOperator.Repository;

/// <summary>A repository cannot be used as asked; trying again without mending something is of no use.</summary>
/// <param name="failure">What has to be mended.</param>
/// <param name="message">Lower case; names the object and says what to do next.</param>
public sealed class RepositoryException(RepositoryFailure failure, string message) : Exception(message)
{
    /// <summary>What has to be mended.</summary>
    public RepositoryFailure Failure { get; } = failure;
}
