using System.Security.Cryptography;
using BackupOperator.Api.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Keys;

namespace BackupOperator.Agent.Stores;

/// <summary>The key of a task's Secret.</summary>
internal static class KeyFile
{
    // Far more than any passphrase; a larger file is not a key.
    private const int LargestBytes = 64 * 1024;

    /// <summary>The access that the task's key gives; without a Secret the backup is in the clear.</summary>
    /// <exception cref="BadInputException">The Secret lacks the key, or it is unusable.</exception>
    public static async Task<RepositoryAccess> ReadAccessAsync(AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Key is not { } secret)
        {
            return RepositoryAccess.Unencrypted;
        }

        var path = secret.Require(SecretKeys.Key, "the encryption key");
        if (new FileInfo(path).Length > LargestBytes)
        {
            throw new BadInputException(
                $"key {SecretKeys.Key} of Secret {secret.SecretName} is longer than {LargestBytes} bytes: " +
                "it is not a key");
        }

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        try
        {
            return RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(content));
        }
        catch (RepositoryException exception)
        {
            throw new BadInputException(
                $"key {SecretKeys.Key} of Secret {secret.SecretName}: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    /// <summary>Opens the repository with the task's key and says which Secret does not fit.</summary>
    public static async Task<BackupRepository> OpenAsync(
        AgentTask task, Storage.IObjectStore store, Func<RepositoryAccess, RepositoryAccess> permit,
        CancellationToken cancellationToken)
    {
        var access = permit(await ReadAccessAsync(task, cancellationToken));
        try
        {
            return await BackupRepository.OpenAsync(store, access, cancellationToken);
        }
        catch (RepositoryException exception)
            when (exception.Failure == RepositoryFailure.KeyMissing && task.Key is { } secret)
        {
            throw new RepositoryException(
                exception.Failure, $"Secret {secret.SecretName} holds another key: {exception.Message}");
        }
    }
}
