using BackupOperator.Repository.Keys.Kms;

namespace BackupOperator.Repository.Keys;

/// <summary>Wraps data keys and touches nothing else: a key or a passphrase from a Secret, or a key in AWS KMS.</summary>
public abstract class KeyEncryptionKey : IDisposable
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int SizeBytes = 32;

    /// <summary>The least length of a passphrase, in characters.</summary>
    public const int ShortestPassphrase = 16;

    private protected KeyEncryptionKey()
    {
    }

    /// <summary>Takes the content of a Secret: 32 bytes raw, in base64 or in hex, or a
    /// passphrase of at least 16 characters.</summary>
    /// <param name="secret">The content; line ends after text are ignored. The caller may clear it afterwards.</param>
    /// <exception cref="RepositoryException">With
    /// <see cref="RepositoryFailure.KeyUnusable"/> when it is none of these.</exception>
    /// <remarks>32 printable characters are a passphrase: as raw bytes they would be a
    /// weaker key than they seem.</remarks>
    public static KeyEncryptionKey Parse(ReadOnlySpan<byte> secret)
    {
        if (SecretContent.FindKey(secret) is { } key)
        {
            return new SecretKey(key);
        }

        return SecretContent.FindPassphrase(secret) is { } passphrase
            ? new PassphraseKey(passphrase)
            : throw new RepositoryException(
                RepositoryFailure.KeyUnusable,
                $"the key-encryption key is unusable: give {SizeBytes} random bytes (raw, base64 or hex) or a " +
                $"passphrase of at least {ShortestPassphrase} characters");
    }

    /// <summary>Uses a symmetric key in AWS KMS, which never leaves it; the first call asks for it.</summary>
    /// <exception cref="RepositoryException">A file of the options cannot be read, or they name no credentials.</exception>
    public static KeyEncryptionKey InKms(KmsKeyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new KmsKey(options);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The content of a new key file for <paramref name="key"/>.</summary>
    internal abstract Task<KeyRecord> WrapAsync(
        DataKey key, Identifier repository, DateTimeOffset createdAt, CancellationToken cancellationToken);

    /// <summary>The data key of a key file, or null when another key-encryption key wrapped it.</summary>
    /// <exception cref="IntegrityException">It is the right key and the file is not what was written.</exception>
    internal abstract Task<DataKey?> UnwrapAsync(
        KeyRecord record, string objectKey, CancellationToken cancellationToken);

    /// <summary>Clears what is secret.</summary>
    private protected abstract void Dispose(bool disposing);
}
