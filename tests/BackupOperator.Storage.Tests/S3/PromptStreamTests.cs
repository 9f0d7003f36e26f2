using System.Net;
using System.Net.Sockets;
using BackupOperator.Storage.S3;

namespace BackupOperator.Storage.Tests.S3;

/// <summary>A connection that waits for an answer acknowledges what comes at once.</summary>
public sealed class PromptStreamTests : IDisposable
{
    private const int MostRounds = 10_000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _socket.Dispose();
        _listener.Dispose();
    }

    [Fact]
    public async Task Read_KernelHadBegunToDelayAcknowledgements_IsPromptAgain()
    {
        _listener.Start();
        await _socket.ConnectAsync(_listener.LocalEndpoint, Cancellation);
        using var peer = await _listener.AcceptSocketAsync(Cancellation);
        await TalkUntilDelayedAsync(peer);

        await using var stream = new PromptStream(_socket);
        var read = stream.ReadAsync(new byte[1], Cancellation);

        Assert.True(IsPrompt());
        await peer.SendAsync(new byte[1], Cancellation);
        Assert.Equal(1, await read);
    }

    // Question and answer in turn: the kernel takes it that there will always be data to send an acknowledgement with.
    private async Task TalkUntilDelayedAsync(Socket peer)
    {
        var one = new byte[1];
        for (var round = 0; IsPrompt(); round++)
        {
            Assert.True(round < MostRounds, "the kernel never delays acknowledgements: nothing can be shown here");
            await peer.SendAsync(one, Cancellation);
            await _socket.ReceiveAsync(one, Cancellation);
            await _socket.SendAsync(one, Cancellation);
            await peer.ReceiveAsync(one, Cancellation);
        }
    }

    private bool IsPrompt()
    {
        var value = new byte[sizeof(int)];
        _socket.GetRawSocketOption(PromptStream.TcpLevel, PromptStream.QuickAcknowledgement, value);
        return BitConverter.ToInt32(value) != 0;
    }
}
