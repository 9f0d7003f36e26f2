using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace BackupOperator.Storage.S3;

/// <summary>Whose certificates a store may show: those of a file, with or without the system's.</summary>
internal static class TrustedRoots
{
    /// <summary>The rule for a file of authorities.</summary>
    /// <exception cref="StoreException"><see cref="StoreFailure.Untrusted"/> when the
    /// file holds no certificates.</exception>
    internal static X509ChainPolicy FromFile(string path, bool withSystemRoots)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Authorities of one's own seldom publish revocation, and a store must open where the internet is not.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(Read(path));
        if (withSystemRoots)
        {
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            policy.CustomTrustStore.AddRange(system.Certificates);
        }

        return policy;
    }

    private static X509Certificate2Collection Read(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StoreException(
                StoreFailure.Untrusted,
                $"{path}: cannot be read as certificates; mount the store's CA there in PEM form", exception);
        }

        if (certificates.Count == 0)
        {
            throw new StoreException(
                StoreFailure.Untrusted, $"{path}: holds no certificate; put the store's CA there in PEM form");
        }

        return certificates;
    }
}
