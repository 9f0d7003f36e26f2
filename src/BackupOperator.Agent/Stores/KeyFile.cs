using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Stores;

/// <summary>Opens repositories with the keys of a task.</summary>
internal static class KeyFile
{
    /// <summary>Opens the repository with the task's key and, for what that does not open, those of before; says which
    /// Secret does not fit. Who writes uses <see cref="WritableRepository"/>.</summary>
    /// <exception cref="BadInputException">The Secret lacks the key, or it is unusable.</exception>
    /// <exception cref="RepositoryException">No key fits, or KMS does not help.</exception>
    public static async Task<BackupRepository> OpenAsync(
        AgentTask task, IObjectStore store, Func<RepositoryAccess, RepositoryAccess> permit,
        CancellationToken cancellationToken)
    {
        var keys = await TaskKeys.ReadAsync(task, cancellationToken);
        return await keys.OpenAsync(store, permit, cancellationToken);
    }
}
