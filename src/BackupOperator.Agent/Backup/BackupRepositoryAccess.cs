using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Backup;

/// <summary>Opens the repository for writing, and makes what a first backup needs.</summary>
internal static class BackupRepositoryAccess
{
    /// <exception cref="RepositoryException">The key is not the one that this policy's
    /// backups were taken with.</exception>
    public static async Task<WritableRepository> OpenAsync(
        AgentTask task, BackupTask backup, IObjectStore store, CancellationToken cancellationToken)
    {
        var rotateAfter = Duration.Parse(backup.RotateAfter);
        try
        {
            return await WritableRepository.OpenAsync(
                task, store, access => access with { CreateIfAbsent = true, RotateAfter = rotateAfter },
                cancellationToken);
        }
        catch (RepositoryException exception) when (exception.Failure == RepositoryFailure.KeyMissing)
        {
            // Another policy's key is no reason to refuse; a key that this policy never had is: its backups would no
            // longer open with the Secret, and nobody would notice before the day of the restore.
            if (await HasBackupsAsync(backup.Identity.PolicyUid, store, cancellationToken))
            {
                throw new RepositoryException(
                    exception.Failure,
                    $"{exception.Message}; to change the key, keep the former one as {SecretKeys.PreviousKey} in the " +
                    "same Secret, or name its Secret in encryption.previousKeySecretName");
            }

            return await WritableRepository.OpenAsync(
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
