using System.Text.Json;
using BackupOperator.Contract;

namespace BackupOperator.Agent.Reporting;

/// <summary>The agent's standard output: JSON lines. Safe to call concurrently.</summary>
internal sealed class AgentOutput(Stream output, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly RateWindow _rate = new(clock);
    private AgentProgress? _pending;
    private long? _lastProgress;

    public void Info(string text) => Log("info", text);

    public void Warning(string text) => Log("warning", text);

    public void Backup(CatalogueEntry entry) => Write(new AgentLine { Backup = entry });

    public void Retention(RetentionEntry entry) => Write(new AgentLine { Retention = entry });

    /// <summary>Says how far the work is; what comes within a second of the line before is kept for later.</summary>
    public void Progress(AgentProgress progress)
    {
        lock (_lock)
        {
            _rate.Add(progress.ReadBytes);
            _pending = progress with { ReadBytesPerSecond = _rate.BytesPerSecond };
            if (_lastProgress is not { } last || clock.GetElapsedTime(last) >= ProgressInterval)
            {
                FlushProgress();
            }
        }
    }

    /// <summary>Writes the last progress and how it ended.</summary>
    public void Finish(AgentResult result)
    {
        lock (_lock)
        {
            FlushProgress();
            if (result.ExitCode != AgentExitCode.Succeeded)
            {
                Log("error", result.Message ?? result.ExitCode.ToString());
            }
        }
    }

    public ValueTask DisposeAsync() => output.DisposeAsync();

    private void FlushProgress()
    {
        if (_pending is { } progress)
        {
            _pending = null;
            _lastProgress = clock.GetTimestamp();
            Write(new AgentLine { Progress = progress });
        }
    }

    private void Log(string level, string text) => Write(new AgentLine { Log = new AgentMessage(level, text) });

    private void Write(AgentLine line)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(
            line with { Time = clock.GetUtcNow() }, ContractJsonContext.Default.AgentLine);
        lock (_lock)
        {
            // One write a line: the log of a pod is cut where writes end.
            output.Write([.. json, (byte)'\n']);
            output.Flush();
        }
    }
}
