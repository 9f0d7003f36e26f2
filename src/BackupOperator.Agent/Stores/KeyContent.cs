using System.Security.Cryptography;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Keys.Kms;

namespace BackupOperator.Agent.Stores;

/// <summary>Makes key-encryption keys of what Secrets hold. Every refusal names the Secret.</summary>
internal static class KeyContent
{
    // Far more than any passphrase; a larger file is not a key.
    private const int LargestBytes = 64 * 1024;

    /// <exception cref="BadInputException">The Secret lacks the key, or it is unusable.</exception>
    public static async Task<NamedKey> ReadAsync(
        SecretFiles secret, string purpose, CancellationToken cancellationToken)
    {
        var path = secret.Require(SecretKeys.Key, purpose);
        var key = await ParseAsync(secret, SecretKeys.Key, path, cancellationToken);
        return new NamedKey($"Secret {secret.SecretName}", key, secret.SecretName);
    }

    /// <summary>What the Secret held before, where somebody has kept it beside the present key.</summary>
    /// <exception cref="BadInputException">It is unusable.</exception>
    public static async Task<NamedKey?> FindPreviousAsync(SecretFiles secret, CancellationToken cancellationToken)
    {
        if (secret.Find(SecretKeys.PreviousKey) is not { } path)
        {
            return null;
        }

        var name = $"{SecretKeys.PreviousKey} of Secret {secret.SecretName}";
        if (secret.Find(SecretKeys.Key) is { } present
            && await AreEqualAsync(path, present, cancellationToken))
        {
            throw new BadInputException(
                $"{name} is the present key as well: put the former content there, or take it out");
        }

        var key = await ParseAsync(secret, SecretKeys.PreviousKey, path, cancellationToken);
        return new NamedKey(name, key, SecretName: null);
    }

    /// <exception cref="BadInputException">The Secret lacks the credentials.</exception>
    public static NamedKey ReadKms(SecretFiles credentials, KmsKeySpec kms)
    {
        var name = $"KMS key {kms.KeyId}";
        var purpose = $"the credentials of {name}";
        var key = KeyEncryptionKey.InKms(new KmsKeyOptions
        {
            KeyId = kms.KeyId,
            Region = kms.Region,
            Endpoint = kms.Endpoint is { } endpoint ? new Uri(endpoint) : null,
            AccessKeyFile = credentials.Require(SecretKeys.AccessKeyId, purpose),
            SecretKeyFile = credentials.Require(SecretKeys.SecretAccessKey, purpose),
            SessionTokenFile = credentials.Find(SecretKeys.SessionToken),
        });
        return new NamedKey(name, key, SecretName: null, kms);
    }

    private static async Task<KeyEncryptionKey> ParseAsync(
        SecretFiles secret, string name, string path, CancellationToken cancellationToken)
    {
        if (new FileInfo(path).Length > LargestBytes)
        {
            throw new BadInputException(
                $"key {name} of Secret {secret.SecretName} is longer than {LargestBytes} bytes: it is not a key");
        }

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        try
        {
            return KeyEncryptionKey.Parse(content);
        }
        catch (RepositoryException exception)
        {
            throw new BadInputException($"key {name} of Secret {secret.SecretName}: {exception.Message}", exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static async Task<bool> AreEqualAsync(string one, string other, CancellationToken cancellationToken)
    {
        var first = await File.ReadAllBytesAsync(one, cancellationToken);
        var second = await File.ReadAllBytesAsync(other, cancellationToken);
        var equal = CryptographicOperations.FixedTimeEquals(first, second);
        CryptographicOperations.ZeroMemory(first);
        CryptographicOperations.ZeroMemory(second);
        return equal;
    }
}
