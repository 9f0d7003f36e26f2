using System.Security.Cryptography;

namespace BackupOperator.Repository.Keys;

/// <summary>What a key file wraps: 64 random bytes from which every other key of a repository is derived.</summary>
/// <remarks>
/// Layout: secret ‖ identity secret, 32 bytes each. Packs, manifests and records are sealed under keys derived from
/// the secret; chunk ids and cuts come from the identity secret. Rotation makes a new secret and keeps the identity
/// secret, so what was stored before is still recognised and not stored again. Trade-off: the identity secret lives as
/// long as the policy's history; who learns it can tell whether a known chunk is stored, and read nothing.
/// </remarks>
internal sealed class DataKey
{
    public const int SecretBytes = 32;
    public const int SizeBytes = 2 * SecretBytes;

    private readonly byte[] _content;

    public DataKey(Identifier id, byte[] content)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(content.Length, SizeBytes);
        Id = id;
        _content = content;
    }

    public Identifier Id { get; }

    public ReadOnlySpan<byte> Secret => _content.AsSpan(0, SecretBytes);

    public ReadOnlySpan<byte> IdentitySecret => _content.AsSpan(SecretBytes);

    /// <summary>Both secrets, as they are wrapped.</summary>
    public ReadOnlySpan<byte> Content => _content;

    public static DataKey Create() => new(Identifier.Create(), RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>The key that follows this one: another secret, the same identity secret.</summary>
    public DataKey CreateSuccessor() =>
        new(Identifier.Create(), [.. RandomNumberGenerator.GetBytes(SecretBytes), .. IdentitySecret]);
}
