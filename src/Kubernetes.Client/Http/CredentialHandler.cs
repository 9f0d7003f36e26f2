using System.Net;
using System.Net.Security;
using Kubernetes.Client.Configuration;
using Microsoft.Extensions.Logging;

namespace Kubernetes.Client.Http;

/// <summary>Sends each request as the present credential says, and once more when the server refuses it.</summary>
/// <remarks>A new client certificate gets connections of its own: the old ones stay who they were when they were made.</remarks>
internal sealed class CredentialHandler(
    ICredentialSource credentials, Func<SslStreamCertificateContext?, HttpMessageHandler> connect, ILogger logger) : HttpMessageHandler
{
    private readonly Lock gate = new();
    private Connections? connections;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var credential = await credentials.GetAsync(cancellationToken);
        var response = await SendAsync(request, credential, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized || !credentials.Refuse(credential))
        {
            return response;
        }

        var renewed = await credentials.GetAsync(cancellationToken);
        if (Same(credential, renewed))
        {
            return response;
        }

        ClientLog.CredentialRefused(logger, request.RequestUri!.Authority);
        response.Dispose();
        return await SendAsync(request, renewed, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            connections?.Invoker.Dispose();
            (credentials as IDisposable)?.Dispose();
        }

        base.Dispose(disposing);
    }

    private Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Credential credential, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = credential.Authorization;
        return ConnectionsOf(credential.Certificate).SendAsync(request, cancellationToken);
    }

    private HttpMessageInvoker ConnectionsOf(SslStreamCertificateContext? certificate)
    {
        lock (gate)
        {
            if (connections is { } present && ReferenceEquals(present.Certificate, certificate))
            {
                return present.Invoker;
            }

            // Not disposed: requests (watches) are still on it. Idle connections end by their own timeout.
            connections = new Connections(certificate, new HttpMessageInvoker(connect(certificate)));
            return connections.Invoker;
        }
    }

    private static bool Same(Credential one, Credential other) =>
        Equals(one.Authorization, other.Authorization) && ReferenceEquals(one.Certificate, other.Certificate);

    private sealed record Connections(SslStreamCertificateContext? Certificate, HttpMessageInvoker Invoker);
}
