using System.Diagnostics;
using System.Runtime.InteropServices;
using BackupOperator.Sources.Streams;

namespace BackupOperator.Sources.Processes;

/// <summary>Reads what a program writes, in large pieces.</summary>
/// <remarks>A program writes into a pipe 4 KiB at a time, and whoever waits for it is woken by each: at the rate of a
/// dump that costs more than all that is done with the bytes. So a thread reads that pauses when the pipe is empty,
/// while the program goes on into a pipe that was made larger.</remarks>
internal sealed class ProgramPipe(SafeHandle pipe) : ReadOnlyStream
{
    // The most that a user may ask for without privileges, and what a pipe must have for its writer not to be held up.
    private const int WantedBytes = 1024 * 1024;
    private const int PausingBytes = 512 * 1024;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1);

    // Who writes slowly is not kept waiting for a full buffer, and who cancels not for a byte.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    private readonly bool _pauses = Pipe.Enlarge(pipe, WantedBytes) >= PausingBytes;

    /// <summary>Fills the buffer with what comes within some 100 ms, and waits for the first byte; 0 at the end.
    /// </summary>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        new(Task.Factory.StartNew(
            () => Read(buffer.Span, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default));

    private int Read(Span<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = 0;
        var began = Stopwatch.GetTimestamp();
        while (filled < buffer.Length && (filled == 0 || Stopwatch.GetElapsedTime(began) < s_patience))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!Pipe.HasMore(pipe, s_patience))
            {
                continue;
            }

            var read = Pipe.Read(pipe, buffer[filled..]);
            if (read == 0)
            {
                break;
            }

            filled += read;
            if (_pauses && filled < buffer.Length)
            {
                Thread.Sleep(s_pause);
            }
        }

        return filled;
    }
}
