namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>A mounted Secret: one file a key.</summary>
internal sealed class SecretFolder(string name, string path)
{
    public bool Has(string key) => File.Exists(PathOf(key));

    public string PathOf(string key) => Path.Combine(path, key);

    /// <summary>The value without the line end that editors and <c>echo</c> leave behind;
    /// null when there is none.</summary>
    public string? Read(string key)
    {
        try
        {
            return Has(key) ? File.ReadAllText(PathOf(key)).TrimEnd('\r', '\n') : null;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new SourceException(
                SourceFailure.BadInput, $"key {key} of Secret {name} cannot be read: {exception.Message}", exception);
        }
    }

    /// <exception cref="SourceException">The Secret or the key does not exist.</exception>
    public string Require(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (Read(key) is { Length: > 0 } value)
            {
                return value;
            }
        }

        var exists = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        throw new SourceException(
            SourceFailure.BadInput,
            exists
                ? $"Secret {name} has no key {keys[0]}: add it"
                : $"Secret {name} does not exist or is empty: create it with the keys username and password");
    }
}
