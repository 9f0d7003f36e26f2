using System.Net;
using System.Security.Cryptography.X509Certificates;
using Kubernetes.Client.Configuration;
using Microsoft.Extensions.Logging;
using k8s;

namespace Kubernetes.Client.Http;

/// <summary>The package's HTTP pipeline and credentials, made strict: the server's name is checked, its certificate comes from the
/// cluster's authority, and nothing is redirected.</summary>
internal sealed class ApiConnection : IDisposable
{
    private readonly k8s.Kubernetes pipeline;
    private readonly TokenFile? tokens;
    private readonly ILogger logger;

    /// <exception cref="KubernetesConfigurationException">The address, or the client certificate, is none.</exception>
    public ApiConnection(KubernetesClientConfiguration configuration, KubernetesClientOptions options)
    {
        pipeline = ClusterConfiguration.Try(
            "the connection to the API server", () => new k8s.Kubernetes(Strict(configuration, options)));
        tokens = configuration.TokenProvider as TokenFile;
        logger = options.LoggerFactory.CreateLogger("Kubernetes.Client");
        // A path of the server (behind a gateway) stays in front of the API's own: that needs the last slash.
        Server = new Uri(configuration.Host.TrimEnd('/') + "/");
        if (!string.IsNullOrEmpty(configuration.TlsServerName))
        {
            // The handler takes the name of the handshake from here.
            pipeline.HttpClient.DefaultRequestHeaders.Host = configuration.TlsServerName;
        }
    }

    /// <summary>The server's address.</summary>
    public Uri Server { get; }

    /// <summary>Sends a request, and once more where the server refuses a token that was replaced meanwhile.</summary>
    public async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var (response, token) = await SendOnceAsync(request, cancellationToken);
        if (response.StatusCode is not HttpStatusCode.Unauthorized || tokens is null || !await IsReplacedAsync(token, response, cancellationToken))
        {
            return response;
        }

        ClientLog.CredentialRefused(logger, Server.Authority);
        response.Dispose();
        return (await SendOnceAsync(request, cancellationToken)).Response;
    }

    public void Dispose() => pipeline.Dispose();

    private async Task<bool> IsReplacedAsync(string? token, HttpResponseMessage refused, CancellationToken cancellationToken)
    {
        try
        {
            return await tokens!.RefuseAsync(token, cancellationToken);
        }
        catch
        {
            refused.Dispose();
            throw;
        }
    }

    private async Task<(HttpResponseMessage Response, string? Token)> SendOnceAsync(
        ApiRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(Server);
        if (pipeline.Credentials is { } credentials)
        {
            await credentials.ProcessHttpRequestAsync(message, cancellationToken);
        }

        var completion = request.Streaming ? HttpCompletionOption.ResponseHeadersRead : HttpCompletionOption.ResponseContentRead;
        return (await pipeline.HttpClient.SendAsync(message, completion, cancellationToken), message.Headers.Authorization?.Parameter);
    }

    // A copy: what is taken away here must not be missing for whoever else uses the configuration.
    private static KubernetesClientConfiguration Strict(KubernetesClientConfiguration configuration, KubernetesClientOptions options) => new()
    {
        Host = configuration.Host,
        SkipTlsVerify = configuration.SkipTlsVerify,
        ClientCertificateData = configuration.ClientCertificateData,
        ClientCertificateKeyData = configuration.ClientCertificateKeyData,
        ClientCertificateFilePath = configuration.ClientCertificateFilePath,
        ClientKeyFilePath = configuration.ClientKeyFilePath,
        ClientCertificateKeyStoreFlags = configuration.ClientCertificateKeyStoreFlags,
        AccessToken = configuration.AccessToken,
        Username = configuration.Username,
        Password = configuration.Password,
        TokenProvider = configuration.TokenProvider,
        UserAgent = options.UserAgent,
        // With authorities of its own the package accepts any name, and the system's authorities beside them.
        SslCaCerts = null,
        FirstMessageHandlerSetup = handler =>
        {
            Harden(handler, configuration.SslCaCerts, options.Timeouts);
            configuration.FirstMessageHandlerSetup?.Invoke(handler);
        },
    };

    private static void Harden(SocketsHttpHandler handler, X509Certificate2Collection? authorities, KubernetesClientTimeouts timeouts)
    {
        // A redirect would carry the credential to another server.
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.GZip;
        handler.ConnectTimeout = timeouts.Connect;
        // A connection whose other end is gone without a word is found within 45 s instead of the system's minutes.
        handler.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        handler.PooledConnectionIdleTimeout = TimeSpan.FromSeconds(90);
        if (authorities is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A cluster's own authority publishes no list of revoked certificates.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
    }
}
