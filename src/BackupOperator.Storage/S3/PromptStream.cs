using System.Net.Sockets;

namespace BackupOperator.Storage.S3;

/// <summary>A connection that acknowledges what it has received at once, instead of up to 40 ms later.</summary>
/// <remarks>
/// A server that leaves Nagle's algorithm on, as Ceph's object gateway does by default, sends the header of an answer and
/// keeps a short body back until the header is acknowledged. The kernel delays that acknowledgement in the hope of data
/// to send with it, of which a client that waits for an answer has none: every small read then takes 40 ms more. The
/// option lasts until the kernel next changes its mind (tcp(7)), so it is set again before each wait.
/// </remarks>
internal sealed class PromptStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    // From linux/tcp.h; there is no name for them in .NET.
    internal const int TcpLevel = 6;
    internal const int QuickAcknowledgement = 12;

    public override int Read(byte[] buffer, int offset, int count)
    {
        Acknowledge();
        return base.Read(buffer, offset, count);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Acknowledge();
        return base.ReadAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Acknowledge();
        return base.ReadAsync(buffer, offset, count, cancellationToken);
    }

    private void Acknowledge()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            Socket.SetRawSocketOption(TcpLevel, QuickAcknowledgement, [1, 0, 0, 0]);
        }
        catch (SocketException)
        {
            // The connection is gone: the read that follows says so, in words that its caller knows.
        }
    }
}
