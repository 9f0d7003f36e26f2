using System.Buffers;

namespace BackupOperator.Storage;

/// <summary>What a key may look like, the same on every backend.</summary>
internal static class ObjectKey
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <summary>Whether <paramref name="key"/> is segments joined by '/'.</summary>
    internal static bool IsValid(ReadOnlySpan<char> key)
    {
        foreach (var segment in key.Split('/'))
        {
            var name = key[segment];
            if (name is "" or "." or ".." || name.ContainsAnyExcept(Allowed))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ArgumentException">The key is not segments joined by '/'.</exception>
    internal static void Require(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!IsValid(key))
        {
            throw new ArgumentException(
                $"\"{key}\" is no key: use segments of A-Z a-z 0-9 . _ - joined by '/'", nameof(key));
        }
    }

    /// <exception cref="ArgumentException">The prefix is neither empty nor whole segments ending in '/'.</exception>
    internal static void RequirePrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (prefix.Length > 0 && !(prefix.EndsWith('/') && IsValid(prefix.AsSpan(0, prefix.Length - 1))))
        {
            throw new ArgumentException(
                $"\"{prefix}\" is no prefix: use whole segments ending in '/', or nothing for all", nameof(prefix));
        }
    }

    /// <summary>The folder of <see cref="ObjectStoreOptions.Prefix"/> as it stands before
    /// a key: empty, or ending in '/'.</summary>
    /// <exception cref="ArgumentException">The folder is not segments joined by '/'.</exception>
    internal static string Folder(string prefix)
    {
        var trimmed = prefix.Trim('/');
        if (trimmed.Length == 0)
        {
            return "";
        }

        Require(trimmed);
        return trimmed + "/";
    }
}
