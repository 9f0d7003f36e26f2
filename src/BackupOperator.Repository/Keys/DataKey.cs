using System.Security.Cryptography;

namespace BackupOperator.Repository.Keys;

/// <summary>32 random bytes from which every other key of a repository is derived.</summary>
internal sealed class DataKey(Identifier id, byte[] secret)
{
    public const int SizeBytes = 32;

    public Identifier Id { get; } = id;

    public ReadOnlySpan<byte> Secret => secret;

    public static DataKey Create() => new(Identifier.Create(), RandomNumberGenerator.GetBytes(SizeBytes));
}
