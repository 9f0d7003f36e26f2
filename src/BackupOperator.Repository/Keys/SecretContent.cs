using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace BackupOperator.Repository.Keys;

/// <summary>Tells what the content of a Secret is: a key in one of its spellings, or a passphrase.</summary>
internal static class SecretContent
{
    /// <summary>The key, or null when the content is none.</summary>
    public static byte[]? FindKey(ReadOnlySpan<byte> secret)
    {
        var raw = secret.Length == KeyEncryptionKey.SizeBytes
            && secret.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return raw ? secret.ToArray() : Decode(Text(secret));
    }

    /// <summary>The passphrase without the line ends that follow it, or null when it is too short or no text.</summary>
    public static byte[]? FindPassphrase(ReadOnlySpan<byte> secret)
    {
        var text = Text(secret);
        return System.Text.Unicode.Utf8.IsValid(text)
            && Encoding.UTF8.GetCharCount(text) >= KeyEncryptionKey.ShortestPassphrase
            ? text.ToArray()
            : null;
    }

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> secret) => secret.TrimEnd("\r\n"u8);

    private static byte[]? Decode(ReadOnlySpan<byte> text)
    {
        var key = new byte[KeyEncryptionKey.SizeBytes];
        if (text.Length == 2 * key.Length && Convert.FromHexString(text, key, out _, out _) == OperationStatus.Done)
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
            && Base64.DecodeFromUtf8(text, key, out _, out written) == OperationStatus.Done;
        return (standard && written == key.Length)
            || (Base64Url.TryDecodeFromUtf8(text, key, out written) && written == key.Length)
            ? key
            : null;
    }
}
