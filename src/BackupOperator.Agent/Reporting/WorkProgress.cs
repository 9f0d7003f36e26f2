using BackupOperator.Contract;
using BackupOperator.Sources;

namespace BackupOperator.Agent.Reporting;

/// <summary>Puts together what the source says it does and what the bytes say. Safe to call concurrently.</summary>
internal sealed class WorkProgress(AgentOutput output) : IProgress<SourceProgress>
{
    private readonly Lock _lock = new();
    private AgentProgress _now = new();

    public void Report(SourceProgress value)
    {
        if (value.Warning is { } warning)
        {
            output.Warning(warning);
        }

        lock (_lock)
        {
            if (value.Activity != _now.Activity)
            {
                output.Info(value.Activity);
            }

            _now = _now with { Activity = value.Activity, ExpectedBytes = value.ExpectedBytes ?? _now.ExpectedBytes };
            output.Progress(_now);
        }
    }

    /// <summary>Takes totals as they are now.</summary>
    public void Bytes(long read, long stored, long transferred)
    {
        lock (_lock)
        {
            _now = _now with { ReadBytes = read, StoredBytes = stored, TransferredBytes = transferred };
            output.Progress(_now);
        }
    }

    /// <summary>Adds to what was read.</summary>
    public void Read(long bytes)
    {
        lock (_lock)
        {
            _now = _now with { ReadBytes = _now.ReadBytes + bytes };
            output.Progress(_now);
        }
    }
}
