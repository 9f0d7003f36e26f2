using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kubernetes.Client.Configuration;

namespace Kubernetes.Client.Http;

/// <summary>Builds the path that requests take: credentials, TLS, proxy.</summary>
internal static class ConnectionFactory
{
    public static ApiTransport CreateTransport(KubernetesClientConfiguration configuration, KubernetesClientOptions options)
    {
        // A path of the server (behind a gateway) stays in front of the API's own: that needs the last slash.
        var server = new Uri(configuration.Host.TrimEnd('/') + "/");
        var logger = options.LoggerFactory.CreateLogger("Kubernetes.Client");
        var handler = new CredentialHandler(
            configuration.Credentials, certificate => CreateHandler(configuration, options, certificate), logger);
        var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", options.UserAgent);
        if (configuration.TlsServerName is { } name)
        {
            // The handler takes the name of the handshake from here.
            http.DefaultRequestHeaders.Host = name;
        }

        return new ApiTransport(http, server, options);
    }

    private static SocketsHttpHandler CreateHandler(
        KubernetesClientConfiguration configuration, KubernetesClientOptions options, SslStreamCertificateContext? certificate)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would carry the credential to another server.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.Timeouts.Connect,
            EnableMultipleHttp2Connections = true,
            // A connection whose other end is gone without a word is found within 45 s instead of the system's minutes.
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90),
            UseProxy = !configuration.BypassProxy,
            SslOptions = TlsOptions(configuration, certificate),
        };
        if (configuration.Proxy is { } proxy)
        {
            handler.Proxy = new WebProxy(proxy);
        }

        return handler;
    }

    private static SslClientAuthenticationOptions TlsOptions(
        KubernetesClientConfiguration configuration, SslStreamCertificateContext? certificate)
    {
        var tls = new SslClientAuthenticationOptions { ClientCertificateContext = certificate };
        if (configuration.SkipTlsVerify)
        {
#pragma warning disable CA5359 // Asked for by name: insecure-skip-tls-verify.
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
            return tls;
        }

        if (configuration.CertificateAuthorities is { } authorities)
        {
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A cluster's own authority publishes no list of revoked certificates.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return tls;
    }
}
