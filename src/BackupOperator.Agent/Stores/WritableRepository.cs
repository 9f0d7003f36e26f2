using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Stores;

/// <summary>A repository opened for writing: whatever a key of before opens, the present one opens as well.</summary>
/// <param name="Repository">The repository.</param>
/// <param name="Keys">The keys that it was opened with.</param>
/// <param name="Wrapped">Data keys that were wrapped for the present key now.</param>
/// <param name="Warnings">What is wrong with keys of before; no reason not to write.</param>
internal sealed record WritableRepository(
    BackupRepository Repository, TaskKeys Keys, int Wrapped, IReadOnlyList<string> Warnings)
{
    /// <summary>Opens it, and wraps for the present key what only former ones open. No data is rewritten.</summary>
    /// <exception cref="BadInputException">The Secret lacks the key, or it is unusable.</exception>
    /// <exception cref="RepositoryException">No key fits, or KMS does not help.</exception>
    public static async Task<WritableRepository> OpenAsync(
        AgentTask task, IObjectStore store, Func<RepositoryAccess, RepositoryAccess> permit,
        CancellationToken cancellationToken)
    {
        var keys = await TaskKeys.ReadAsync(task, cancellationToken);
        var repository = await keys.OpenAsync(store, permit, cancellationToken);
        string[] warnings = [.. keys.Problems, .. repository.UntriedKeys.Select(keys.ExplainService)];
        if (keys is not { Present: { } present, Previous.Count: > 0 })
        {
            return new WritableRepository(repository, keys, 0, warnings);
        }

        try
        {
            var wrapping = await repository.Keys.AddKeyEncryptionKeyAsync(present.Key, cancellationToken);
            return new WritableRepository(repository, keys, wrapping.Wrapped, warnings);
        }
        catch (IntegrityException exception)
        {
            // Where the present key opens anything, new backups are safe; the others open with the former key only.
            await BackupRepository.OpenAsync(store, RepositoryAccess.Encrypted(present.Key), cancellationToken);
            return new WritableRepository(repository, keys, 0, [.. warnings, exception.Message]);
        }
        catch (RepositoryException exception)
        {
            throw keys.Explain(exception);
        }
    }
}
