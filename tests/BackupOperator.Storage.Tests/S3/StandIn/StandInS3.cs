using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BackupOperator.Storage.Tests.S3.StandIn;

/// <summary>An S3 server that does wrong what a test tells it to: the next request meets the next fault.</summary>
internal sealed class StandInS3 : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task accepting;

    internal StandInS3()
    {
        listener.Start();
        accepting = AcceptAsync();
    }

    internal StandInBucket Bucket { get; } = new();

    /// <summary>What goes wrong, one request after the other; null for nothing.</summary>
    internal ConcurrentQueue<Fault?> Faults { get; } = new();

    /// <summary>What goes wrong with every request once <see cref="Faults"/> is used up.</summary>
    internal Fault? Always { get; set; }

    internal ConcurrentQueue<StandInRequest> Requests { get; } = new();

    internal Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await accepting;
        listener.Stop();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await listener.AcceptTcpClientAsync(stopping.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        using var _ = connection;
        try
        {
            var stream = connection.GetStream();
            while (await StandInRequest.ReadAsync(stream, stopping.Token) is { } request)
            {
                Requests.Enqueue(request);
                if (!await AnswerAsync(request, Faults.TryDequeue(out var fault) ? fault : Always, stream, connection))
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client went away, or the test is over.
        }
    }

    // Whether the connection stays usable.
    private async Task<bool> AnswerAsync(
        StandInRequest request, Fault? fault, NetworkStream stream, TcpClient connection)
    {
        switch (fault)
        {
            case Fault.Reset reset:
                _ = reset.AfterDoing ? Bucket.Answer(request) : null;
                connection.LingerState = new LingerOption(true, 0);
                return false;
            case Fault.Hang { AfterBytes: < 0 }:
                await Task.Delay(Timeout.Infinite, stopping.Token);
                return false;
        }

        var answer = Spoil(request, fault);
        var announced = answer.Body.Length;
        var sent = fault switch
        {
            _ when request.Method == "HEAD" => 0,
            Fault.CutBody cut => Math.Min(cut.AfterBytes, announced),
            Fault.Hang hang => Math.Min(hang.AfterBytes, announced),
            _ => announced,
        };
        await stream.WriteAsync(answer.Head(fault is Fault.OmitLength ? null : announced), stopping.Token);
        await stream.WriteAsync(answer.Body.AsMemory(0, sent), stopping.Token);
        if (fault is Fault.Hang)
        {
            await Task.Delay(Timeout.Infinite, stopping.Token);
        }

        return fault is not (Fault.CutBody or Fault.OmitLength);
    }

    private StandInAnswer Spoil(StandInRequest request, Fault? fault)
    {
        if (fault is Fault.Status status)
        {
            var refusal = StandInAnswer.Error(status.Code, request.Method == "HEAD" ? null : status.Error);
            if (status.RetryAfter is { } delay)
            {
                refusal.Headers["Retry-After"] = delay;
            }

            return refusal;
        }

        var answer = Bucket.Answer(fault is Fault.IgnoreRange
            ? request with { Headers = request.Headers.Where(header => header.Key != "range").ToDictionary() }
            : request);
        switch (fault)
        {
            case Fault.HomePage:
                return new StandInAnswer(200, Encoding.UTF8.GetBytes("<html><body>welcome</body>"));
            case Fault.FlipBit:
                var flipped = (byte[])answer.Body.Clone();
                flipped[flipped.Length / 2] ^= 1;
                return Copy(answer, flipped);
            case Fault.Shorten shorten:
                return Copy(answer, answer.Body[..^shorten.ByBytes]);
            case Fault.OtherObject:
                answer.Headers["ETag"] = "\"another\"";
                return answer;
            default:
                return answer;
        }
    }

    private static StandInAnswer Copy(StandInAnswer answer, byte[] body)
    {
        var copy = new StandInAnswer(answer.Status, body);
        foreach (var (name, value) in answer.Headers)
        {
            copy.Headers[name] = value;
        }

        return copy;
    }
}
