using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Repository.Keys;

/// <summary>The key from a Secret: wraps data keys and touches nothing else.</summary>
/// <remarks>
/// A key of 32 bytes is used as it is. A passphrase becomes a key through PBKDF2 with the salt of each key file, so it
/// has no name of its own: only the key that is derived for one file has.
/// </remarks>
public sealed class KeyEncryptionKey : IDisposable
{
    /// <summary>The length of a key, in bytes.</summary>
    public const int SizeBytes = 32;

    /// <summary>The least length of a passphrase, in characters.</summary>
    public const int ShortestPassphrase = 16;

    private readonly byte[] _secret;
    private readonly bool _passphrase;

    private KeyEncryptionKey(byte[] secret, bool passphrase)
    {
        _secret = secret;
        _passphrase = passphrase;
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
        if (secret.Length == SizeBytes && secret.ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return new KeyEncryptionKey(secret.ToArray(), passphrase: false);
        }

        var text = secret.TrimEnd("\r\n"u8);
        if (Decode(text) is { } key)
        {
            return new KeyEncryptionKey(key, passphrase: false);
        }

        return IsPassphrase(text)
            ? new KeyEncryptionKey(text.ToArray(), passphrase: true)
            : throw new RepositoryException(
                RepositoryFailure.KeyUnusable,
                $"the key-encryption key is unusable: give {SizeBytes} random bytes (raw, base64 or hex) or a " +
                $"passphrase of at least {ShortestPassphrase} characters");
    }

    /// <inheritdoc />
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    /// <summary>A fresh derivation for a new key file; null when none is needed.</summary>
    internal KeyDerivation? CreateDerivation() => _passphrase ? KeyDerivation.Create() : null;

    /// <summary>The wrapping key for a file, or null when the file is of the other kind.</summary>
    internal byte[]? Derive(KeyDerivation? derivation)
    {
        if (_passphrase != derivation is not null)
        {
            return null;
        }

        return derivation is null ? [.. _secret] : derivation.Derive(_secret);
    }

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var key = new byte[SizeBytes];
        if (text.Length == 2 * SizeBytes
            && Convert.FromHexString(text, key, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            return key;
        }

        // 32 bytes are 43 characters and one '=', which base64url leaves out.
        if (text.Length is not (43 or 44))
        {
            return null;
        }

        var written = 0;
        var standard = text.Length == 44
            && Base64.DecodeFromUtf8(text, key, out _, out written) == System.Buffers.OperationStatus.Done;
        return (standard && written == SizeBytes)
            || (Base64Url.TryDecodeFromUtf8(text, key, out written) && written == SizeBytes)
            ? key
            : null;
    }

    private static bool IsPassphrase(ReadOnlySpan<byte> text) =>
        System.Text.Unicode.Utf8.IsValid(text) && Encoding.UTF8.GetCharCount(text) >= ShortestPassphrase;
}
