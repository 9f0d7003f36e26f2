using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Client.Configuration;

/// <summary>What the kubelet gives a pod to reach the API server.</summary>
/// <param name="Directory">Where token, ca.crt and namespace are.</param>
/// <param name="Host">The API server's host; null outside of a pod.</param>
/// <param name="Port">The API server's port; null outside of a pod.</param>
internal sealed record InCluster(string Directory, string? Host, string? Port)
{
    public static InCluster Default => new(
        "/var/run/secrets/kubernetes.io/serviceaccount",
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"));

    public bool IsPresent => !string.IsNullOrEmpty(Host) && !string.IsNullOrEmpty(Port) && File.Exists(TokenPath);

    private string TokenPath => Path.Combine(Directory, "token");

    public KubernetesClientConfiguration Read()
    {
        if (!IsPresent)
        {
            throw new KubernetesConfigurationException(
                $"not in a pod with a service account: KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and {TokenPath} are needed; " +
                "set automountServiceAccountToken, or KUBECONFIG outside of a cluster");
        }

        // A proxy of the environment is for the world outside; the exceptions for cluster addresses are written
        // as networks (10.0.0.0/8), which .NET does not read.
        return new KubernetesClientConfiguration
        {
            Host = new UriBuilder("https", Host!, int.Parse(Port!)).Uri.ToString(),
            Namespace = ReadNamespace(),
            CertificateAuthorities = ReadAuthorities(),
            Credentials = new TokenFileCredential(TokenPath, Credential.None, TimeProvider.System),
            BypassProxy = true,
        };
    }

    private string ReadNamespace()
    {
        var path = Path.Combine(Directory, "namespace");
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "default";
    }

    private X509Certificate2Collection ReadAuthorities()
    {
        var path = Path.Combine(Directory, "ca.crt");
        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(path);
            return authorities;
        }
        catch (Exception exception) when (exception is IOException or CryptographicException)
        {
            throw new KubernetesConfigurationException($"cannot read the cluster's certificate authority {path}: {exception.Message}", exception);
        }
    }
}
