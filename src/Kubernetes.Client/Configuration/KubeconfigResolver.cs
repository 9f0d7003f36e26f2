using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Client.Configuration;

/// <summary>Turns a context of a kubeconfig into a configuration.</summary>
internal static class KubeconfigResolver
{
    public static KubernetesClientConfiguration Resolve(Kubeconfig kubeconfig, string? contextName)
    {
        var name = contextName ?? kubeconfig.CurrentContext ?? throw new KubernetesConfigurationException(
            $"kubeconfig {kubeconfig.Source} has no current-context: choose one of {Known(kubeconfig.Contexts)}");
        var context = kubeconfig.Contexts.GetValueOrDefault(name) ?? throw new KubernetesConfigurationException(
            $"kubeconfig {kubeconfig.Source} has no context {name}: choose one of {Known(kubeconfig.Contexts)}");
        var place = $"kubeconfig {kubeconfig.Source}, context {name}";
        var cluster = kubeconfig.Clusters.GetValueOrDefault(context.Cluster) ?? throw new KubernetesConfigurationException(
            $"{place}: there is no cluster {context.Cluster}; there are {Known(kubeconfig.Clusters)}");
        var user = context.User is null ? new KubeconfigUser() : kubeconfig.Users.GetValueOrDefault(context.User)
            ?? throw new KubernetesConfigurationException(
                $"{place}: there is no user {context.User}; there are {Known(kubeconfig.Users)}");

        return new KubernetesClientConfiguration
        {
            Host = Server(cluster, place),
            Namespace = context.Namespace ?? "default",
            CurrentContext = name,
            CertificateAuthorities = Authorities(cluster, place),
            SkipTlsVerify = cluster.InsecureSkipTlsVerify,
            TlsServerName = cluster.TlsServerName,
            Proxy = Proxy(cluster, place),
            Credentials = UserCredentials.Create(user, cluster, $"{place}, user {context.User}"),
        };
    }

    private static string Server(KubeconfigCluster cluster, string place)
    {
        // kubectl accepts an address without a scheme as plain HTTP.
        var address = cluster.Server.Contains("://", StringComparison.Ordinal) ? cluster.Server : "http://" + cluster.Server;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? address
            : throw new KubernetesConfigurationException($"{place}: server {cluster.Server} is not an http or https address");
    }

    private static Uri? Proxy(KubeconfigCluster cluster, string place)
    {
        if (cluster.ProxyUrl is null)
        {
            return null;
        }

        return Uri.TryCreate(cluster.ProxyUrl, UriKind.Absolute, out var proxy) && proxy.Scheme is "http" or "https" or "socks5"
            ? proxy
            : throw new KubernetesConfigurationException($"{place}: proxy-url is not an http, https or socks5 address");
    }

    private static X509Certificate2Collection? Authorities(KubeconfigCluster cluster, string place)
    {
        var pem = PemSource.Read(
            cluster.CertificateAuthorityData, cluster.CertificateAuthority, $"{place}: certificate-authority");
        if (pem is null || cluster.InsecureSkipTlsVerify)
        {
            return null;
        }

        try
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(pem);
            return authorities.Count > 0
                ? authorities
                : throw new KubernetesConfigurationException($"{place}: certificate-authority holds no PEM certificate");
        }
        catch (CryptographicException exception)
        {
            throw new KubernetesConfigurationException($"{place}: certificate-authority is not a PEM certificate", exception);
        }
    }

    private static string Known<T>(IReadOnlyDictionary<string, T> map) =>
        map.Count == 0 ? "none" : string.Join(", ", map.Keys.Order(StringComparer.Ordinal));
}
