using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>A TCP line to a server that can be cut.</summary>
internal sealed class FaultyLine : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly IPEndPoint target;
    private readonly Task accepting;
    private volatile bool closed;

    public FaultyLine(Uri server)
    {
        target = new IPEndPoint(IPAddress.Loopback, server.Port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public string Address => $"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Connections made through the line so far.</summary>
    public int Connections { get; private set; }

    /// <summary>Ends all connections; new ones are let through.</summary>
    public void Cut()
    {
        foreach (var socket in open.Keys)
        {
            Reset(socket);
            open.TryRemove(socket, out _);
        }
    }

    /// <summary>Ends all connections, and new ones at once.</summary>
    public void Close()
    {
        closed = true;
        Cut();
    }

    public void Open() => closed = false;

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var near = await listener.AcceptSocketAsync();
                Connections++;
                if (closed)
                {
                    near.Dispose();
                    continue;
                }

                _ = JoinAsync(near);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task JoinAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
        open[near] = open[far] = 0;
        try
        {
            await far.ConnectAsync(target);
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Either end went away: so does the other.
        }

        Reset(near);
        Reset(far);
        open.TryRemove(near, out _);
        open.TryRemove(far, out _);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            // Zero linger sends a reset, as a dying gateway does.
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other end was faster.
        }

        socket.Dispose();
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var sink = new NetworkStream(to);
            await source.CopyToAsync(sink);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
