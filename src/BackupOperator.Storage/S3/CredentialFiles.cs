using Amazon.Runtime;

namespace BackupOperator.Storage.S3;

/// <summary>Credentials in files, such as a mounted Secret. They are read once, and again
/// when the store refuses them.</summary>
internal sealed class CredentialFiles : AWSCredentials
{
    private readonly string accessKeyFile;
    private readonly string secretKeyFile;
    private readonly string? sessionTokenFile;
    private volatile ImmutableCredentials? current;

    internal CredentialFiles(string accessKeyFile, string secretKeyFile, string? sessionTokenFile)
    {
        this.accessKeyFile = accessKeyFile;
        this.secretKeyFile = secretKeyFile;
        this.sessionTokenFile = sessionTokenFile;
    }

    /// <exception cref="StoreException"><see cref="StoreFailure.AccessDenied"/> when a
    /// file is missing or empty.</exception>
    public override ImmutableCredentials GetCredentials() => current ??= Read();

    /// <summary>Reads the files again; whether they hold something else than <paramref name="refused"/>.</summary>
    internal bool HasChangedFrom(ImmutableCredentials? refused)
    {
        var read = Read();
        current = read;
        return refused is not null && !read.Equals(refused);
    }

    private ImmutableCredentials Read() => new(
        ReadValue(accessKeyFile, "access key"),
        ReadValue(secretKeyFile, "secret key"),
        sessionTokenFile is null ? null : ReadValue(sessionTokenFile, "session token"));

    private static string ReadValue(string path, string what)
    {
        string value;
        try
        {
            value = File.ReadAllText(path).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                StoreFailure.AccessDenied,
                $"{path}: cannot read the {what}; put it under this name into the location's Secret", exception);
        }

        return value.Length > 0
            ? value
            : throw new StoreException(
                StoreFailure.AccessDenied, $"{path}: the {what} is empty; fill it in the location's Secret");
    }
}
