using System.Buffers;
using System.IO.Pipelines;

namespace Kubernetes.Client.Watching;

/// <summary>The lines of one open watch.</summary>
internal sealed class WatchStream(HttpResponseMessage response, Stream stream, TimeSpan idle, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Objects are at most a few MiB; a longer line is no object.</summary>
    private const int LongestLine = 32 * 1024 * 1024;

    private readonly PipeReader reader = PipeReader.Create(stream);

    /// <summary>The next line; null at the end.</summary>
    /// <exception cref="TimeoutException">Nothing came for so long that the other end must be gone.</exception>
    /// <exception cref="IOException">The connection broke, in a line or between two.</exception>
    public async ValueTask<byte[]?> ReadLineAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(idle, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await ReadToNewlineAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"neither event nor bookmark for {idle.TotalSeconds:0.#} s");
        }
    }

    public async ValueTask DisposeAsync()
    {
        // The response first: completing the reader would wait for the rest of an endless body.
        response.Dispose();
        await reader.CompleteAsync();
    }

    private async ValueTask<byte[]?> ReadToNewlineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = result.Buffer.Slice(0, end).ToArray();
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return line;
            }

            if (result.IsCompleted)
            {
                return result.Buffer.IsEmpty ? null : throw new IOException("the watch was cut in the middle of a line");
            }

            if (result.Buffer.Length > LongestLine)
            {
                throw new IOException($"a line of the watch is longer than {LongestLine} bytes");
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
