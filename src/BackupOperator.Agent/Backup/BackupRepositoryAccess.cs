using BackupOperator.Agent.Stores;
using BackupOperator.Api.Contract;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Backup;

/// <summary>Opens the repository for writing, and makes what a first backup needs.</summary>
internal static class BackupRepositoryAccess
{
    /// <exception cref="RepositoryException">The key is not the one that this policy's
    /// backups were taken with.</exception>
    public static async Task<BackupRepository> OpenAsync(
        AgentTask task, string policyUid, IObjectStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await KeyFile.OpenAsync(
                task, store, access => access with { CreateIfAbsent = true }, cancellationToken);
        }
        catch (RepositoryException exception) when (exception.Failure == RepositoryFailure.KeyMissing)
        {
            // Another policy's key is no reason to refuse; a key that this policy never had is: its backups would no
            // longer open with the Secret, and nobody would notice before the day of the restore.
            if (await HasBackupsAsync(policyUid, store, cancellationToken))
            {
                throw;
            }

            return await KeyFile.OpenAsync(
                task, store, access => access with { AddKeyIfNone = true }, cancellationToken);
        }
    }

    private static async Task<bool> HasBackupsAsync(
        string policyUid, IObjectStore store, CancellationToken cancellationToken)
    {
        var repository = await BackupRepository.OpenAsync(store, RepositoryAccess.CatalogueOnly, cancellationToken);
        return await repository.Catalogue.ListAsync(policyUid, cancellationToken).AnyAsync(cancellationToken);
    }
}
