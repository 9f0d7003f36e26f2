using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;

namespace BackupOperator.Storage.S3;

/// <summary>Gives the SDK the one HTTP client of a store, with the store's own trust.</summary>
internal sealed class S3HttpClients : HttpClientFactory, IDisposable
{
    // A store behind a balancer moves; a connection kept for ever would not follow.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    // Shorter than what servers and balancers allow, so that a put never meets a connection that they just closed.
    private static readonly TimeSpan ConnectionIdle = TimeSpan.FromSeconds(15);
    private readonly HttpClient client;

    internal S3HttpClients(X509ChainPolicy? trust, TimeSpan connectTimeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = ConnectAsync,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionIdle,
            UseCookies = false,
        };
        handler.SslOptions.CertificateChainPolicy = trust;

        // Time limits stand around every call; this one would cut large objects short.
        client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new PromptStream(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
