using BackupOperator.Contract;

namespace BackupOperator.Agent.Stores;

/// <summary>Finds the files of a mounted Secret, or says what is missing.</summary>
internal static class MountedSecret
{
    /// <exception cref="BadInputException">The Secret or the key does not exist.</exception>
    public static string Require(this SecretFiles? secret, string key, string purpose)
    {
        if (secret is null)
        {
            throw new BadInputException($"the task names no Secret for {purpose}");
        }

        if (secret.Find(key) is { } path)
        {
            return path;
        }

        var exists = Directory.Exists(secret.Path) && Directory.EnumerateFileSystemEntries(secret.Path).Any();
        throw new BadInputException(
            exists
                ? $"Secret {secret.SecretName} for {purpose} has no key {key}: add it"
                : $"Secret {secret.SecretName} for {purpose} does not exist or is empty: create it with key {key}");
    }

    public static string? Find(this SecretFiles secret, string key)
    {
        var path = Path.Combine(secret.Path, key);
        return File.Exists(path) ? path : null;
    }
}
