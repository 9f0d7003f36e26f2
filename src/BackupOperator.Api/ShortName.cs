using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Api;

/// <summary>Names that fit where a custom resource's name (up to 253 characters) does not: labels, Jobs, leases.</summary>
/// <remarks>Deterministic: the same text always gives the same name, and two texts never share one but by a collision of 40 bits
/// of SHA-256.</remarks>
public static class ShortName
{
    /// <summary>The most characters that a label's value, and so the name of a Job, may have.</summary>
    public const int Longest = 63;

    private const int HashDigits = 10;

    /// <summary>The text itself where it fits into a label; else its beginning and a hash of all of it.</summary>
    public static string ForLabel(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= Longest ? text : Hashed(text, text);
    }

    /// <summary>The parts joined by hyphens where that is a DNS label; else its beginning and a hash of all of it.</summary>
    public static string ForChild(params ReadOnlySpan<string> parts)
    {
        var text = string.Join('-', parts);
        // A dot is allowed in the name of a custom resource, but not in the host name that a pod takes from its Job.
        var flat = text.Replace('.', '-');
        return flat.Length <= Longest && flat == text ? text : Hashed(flat, text);
    }

    /// <summary>The first digits of the SHA-256 of a text, in lower-case hex.</summary>
    public static string Hash(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..HashDigits];

    private static string Hashed(string readable, string whole)
    {
        var room = Longest - HashDigits - 1;
        return $"{readable[..Math.Min(room, readable.Length)].TrimEnd('-', '.')}-{Hash(whole)}";
    }
}
