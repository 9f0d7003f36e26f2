using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Text;

namespace Kubernetes.Client.Configuration;

/// <summary>Turns a user of a kubeconfig into a source of credentials.</summary>
internal static class UserCredentials
{
    public static ICredentialSource Create(KubeconfigUser user, KubeconfigCluster cluster, string place)
    {
        if (user.Unsupported.Count > 0)
        {
            throw new KubernetesConfigurationException(
                $"{place}: {user.Unsupported[0]} is not supported; use exec, a token or a client certificate");
        }

        var certificate = Certificate(user, place);
        if (user.Exec is { } exec)
        {
            return new ExecCredential(exec, cluster, certificate, place, TimeProvider.System);
        }

        var fixedPart = new Credential(Header(user), certificate);
        // With a file beside it, the token is only the one of the first moment.
        return user.TokenFile is { } file
            ? new TokenFileCredential(file, fixedPart, TimeProvider.System)
            : new FixedCredential(fixedPart);
    }

    private static AuthenticationHeaderValue? Header(KubeconfigUser user)
    {
        if (user.Token is { } token)
        {
            return new AuthenticationHeaderValue("Bearer", token);
        }

        if (user.Username is null)
        {
            return null;
        }

        var pair = Encoding.UTF8.GetBytes($"{user.Username}:{user.Password}");
        return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(pair));
    }

    private static SslStreamCertificateContext? Certificate(KubeconfigUser user, string place)
    {
        var certificate = PemSource.Read(user.ClientCertificateData, user.ClientCertificate, $"{place}: client-certificate");
        var key = PemSource.Read(user.ClientKeyData, user.ClientKey, $"{place}: client-key");
        if (certificate is null && key is null)
        {
            return null;
        }

        if (certificate is null || key is null)
        {
            throw new KubernetesConfigurationException($"{place}: client-certificate and client-key are needed together");
        }

        try
        {
            return ClientCertificates.Create(certificate, key);
        }
        catch (CryptographicException exception)
        {
            throw new KubernetesConfigurationException(
                $"{place}: client-certificate and client-key are not a PEM pair: {exception.Message}", exception);
        }
    }
}
