using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Client.Configuration;

/// <summary>Makes client certificates from PEM.</summary>
internal static class ClientCertificates
{
    /// <summary>The certificate with its key, and the rest of its chain, which is sent with it.</summary>
    /// <exception cref="CryptographicException">The text is no certificate, or the key is another's.</exception>
    public static SslStreamCertificateContext Create(string certificatePem, string keyPem)
    {
        var leaf = X509Certificate2.CreateFromPem(certificatePem, keyPem);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificatePem);
        var rest = new X509Certificate2Collection(chain.Skip(1).ToArray());
        // Offline: the chain is what the file says; nothing is fetched from addresses in certificates.
        return SslStreamCertificateContext.Create(leaf, rest, offline: true);
    }
}
