using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Kubernetes.Client.Tests.Environment;

/// <summary>A TCP line to a server of this machine that can be cut, closed and slowed.</summary>
internal sealed class FaultyLine : IAsyncDisposable
{
    // At the slowest rate of any test some thirty pieces a second: a change of the rate is felt at once.
    private const int PieceBytes = 16 * 1024;

    private readonly TcpListener listener;
    private readonly ConcurrentDictionary<Socket, byte> open = new();
    private readonly IPEndPoint target;
    private readonly Task accepting;
    private volatile bool closed;

    public FaultyLine(Uri server) : this(IPAddress.Loopback, server.Port)
    {
    }

    /// <summary>A line from an address of this machine to one of its ports.</summary>
    public FaultyLine(IPAddress from, int port)
    {
        listener = new TcpListener(from, 0);
        target = new IPEndPoint(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public string Address => $"https://127.0.0.1:{Port}";

    /// <summary>Connections made through the line so far.</summary>
    public int Connections { get; private set; }

    /// <summary>How much each connection lets through in each direction; null for all that comes.</summary>
    public int? BytesPerSecond { get; set; }

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
        Close();
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
            // Asked once both can be cut, so that a line that closes at this moment leaves nothing open.
            if (!closed)
            {
                await far.ConnectAsync(target);
                await Task.WhenAll(CopyAsync(near, far), CopyAsync(far, near));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The server takes no connection.
        }

        near.Dispose();
        far.Dispose();
        open.TryRemove(near, out _);
        open.TryRemove(far, out _);
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var sink = new NetworkStream(to);
            var piece = new byte[PieceBytes];
            while (await source.ReadAsync(piece) is > 0 and var read)
            {
                await sink.WriteAsync(piece.AsMemory(0, read));
                if (BytesPerSecond is { } rate)
                {
                    await Task.Delay(TimeSpan.FromSeconds((double)read / rate));
                }
            }

            // Only this direction has ended: what is still under way in the other arrives.
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
        {
            // Cut, or either end went away: so does the other.
            Reset(from);
            Reset(to);
        }
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
}
