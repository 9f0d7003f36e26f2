using System.Security.Cryptography;
using System.Text;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>The names that a database has while it is not yet, or no longer, the one that people mean.</summary>
/// <param name="Incoming">Of the database that is being filled.</param>
/// <param name="Outgoing">Of the database that was replaced, until it is dropped.</param>
internal sealed record SideNames(string Incoming, string Outgoing)
{
    /// <summary>The comment on both: only what carries it is ever dropped.</summary>
    public const string Mark = "backup-operator: incomplete restore, may be dropped";

    // PostgreSQL cuts names at 63 bytes; the rest is room for suffix and digest.
    private const int LongestStem = 40;

    public static SideNames For(string target)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(target)))[..8];
        var stem = target;
        while (Encoding.UTF8.GetByteCount(stem) > LongestStem)
        {
            stem = stem[..^1];
        }

        return new SideNames($"{stem}_incoming_{digest}", $"{stem}_outgoing_{digest}");
    }
}
