using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>Answers requests as a test says: for faults that no real server shows on demand.</summary>
internal sealed class StandInServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Func<HttpListenerContext, Task> answer;

    /// <param name="answer">Answers a request; the response is closed after it.</param>
    public StandInServer(Func<HttpListenerContext, Task> answer)
    {
        this.answer = answer;
        Address = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(Address);
        listener.Start();
        _ = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>The requests so far, as "METHOD path".</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public KubernetesClient Client(KubernetesClientOptions? options = null) =>
        new(new k8s.KubernetesClientConfiguration { Host = Address }, options ?? SharedServer.Options);

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public static Task WriteAsync(HttpListenerContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body)).AsTask();
    }

    public void Dispose() => listener.Close();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await listener.GetContextAsync());
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Requests.Enqueue($"{context.Request.HttpMethod} {context.Request.Url!.PathAndQuery}");
        try
        {
            // Chunked unless the answer says otherwise: it may come piece by piece.
            context.Response.SendChunked = true;
            await answer(context);
            context.Response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, or the answer was a cut connection.
            context.Response.Abort();
        }
    }
}
