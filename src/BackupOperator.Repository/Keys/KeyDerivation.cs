using System.Security.Cryptography;

namespace BackupOperator.Repository.Keys;

/// <summary>How a passphrase becomes a key for one key file.</summary>
/// <param name="Algorithm">Always <see cref="Pbkdf2"/>.</param>
/// <param name="Iterations">At least <see cref="FewestIterations"/>.</param>
/// <param name="Salt">Random, of this file only.</param>
internal sealed record KeyDerivation(string Algorithm, int Iterations, byte[] Salt)
{
    public const string Pbkdf2 = "PBKDF2-HMAC-SHA-512";

    // OWASP's 2023 figure for SHA-512 is 210,000; a backup opens a key once a run, so it can afford three times that.
    public const int FewestIterations = 600_000;

    // A forged file must not keep an agent busy for hours.
    private const int MostIterations = 50_000_000;
    private const int SaltBytes = 32;

    public static KeyDerivation Create() => new(Pbkdf2, FewestIterations, RandomNumberGenerator.GetBytes(SaltBytes));

    public byte[]? Derive(ReadOnlySpan<byte> passphrase)
    {
        var usable = Algorithm == Pbkdf2 && Iterations is >= FewestIterations and <= MostIterations
            && Salt.Length >= SaltBytes;
        return usable
            ? Rfc2898DeriveBytes.Pbkdf2(
                passphrase, Salt, Iterations, HashAlgorithmName.SHA512, KeyEncryptionKey.SizeBytes)
            : null;
    }
}
