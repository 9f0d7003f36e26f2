using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository.Checking;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Check;

/// <summary>Reads a committed backup back: whole, every object, every digest, every dump from its first to its last
/// block; or a sample of its packs.</summary>
internal sealed class CheckVerb(AgentOutput output) : IVerb
{
    // Of problems, and of other backups: with names of the longest kind both still fit into the message.
    private const int Named = 5;

    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var check = task.Check ?? throw new BadInputException("the task does not say what to check");
        var meter = new StoreMeter();
        using var store = StoreOpening.Open(task.Store, meter);
        var repository = await KeyFile.OpenAsync(task, store, static access => access, cancellationToken);
        var dumps = new DumpCheck();
        var options = new CheckOptions
        {
            Percent = check.Percent,
            Seed = check.Seed,
            Parallelism = AgentParallelism.Of(check.Parallelism),
            Progress = new CheckReport(output, readsDumps: check.Percent == CheckOptions.Full),

            // Whoever wants a sample does not want every dump read whole.
            Consumer = check.Percent == CheckOptions.Full ? dumps.ReadAsync : null,
        };
        var report = await IntegrityCheck.RunAsync(
            repository, check.PolicyUid, check.Backup, options, cancellationToken);

        var reach = await DamageReach.FindAsync(
            repository, check.PolicyUid, check.Backup, report, cancellationToken);
        string[] problems = [.. report.Problems.Select(problem => problem.Message), .. dumps.Problems(report)];
        foreach (var problem in problems.Concat(reach.Untold))
        {
            output.Warning(problem);
        }

        var result = new CheckResult
        {
            Percent = check.Percent,
            Objects = report.Packs,
            ReadBytes = meter.Snapshot().BytesReceived,
            PlainBytes = report.VerifiedBytes,
            DumpEntries = dumps.Entries,
            Problems = problems.Length,
        };
        return problems.Length == 0 ? new AgentResult { Check = result } : Failed(check, result, problems, reach);
    }

    private static AgentResult Failed(
        CheckTask check, CheckResult result, string[] problems, DamageReach reach) => new()
    {
        ExitCode = AgentExitCode.Integrity,
        Reason = AgentReason.IntegrityFailed,

        // Whom it hurts comes first: a long message is cut at its end.
        Message = $"backup {check.Backup} is damaged{Describe(reach)}: {Some(problems, "; ")}",
        Check = result.WithHurt(reach),
    };

    private static string Describe(DamageReach reach)
    {
        var hurt = reach.Backups.Count == 0 ? "" : $", which also hurts backups {Some(reach.Backups, ", ")}";
        return reach.Untold.Count == 0 ? hurt : $"{hurt} (of which it cannot be told, the agent's log says)";
    }

    private static string Some(IReadOnlyCollection<string> all, string separator)
    {
        var more = all.Count > Named ? $" and {all.Count - Named} more" : "";
        return string.Join(separator, all.Take(Named)) + more;
    }

    private sealed class CheckReport(AgentOutput output, bool readsDumps) : IProgress<CheckProgress>
    {
        public void Report(CheckProgress value) => output.Progress(readsDumps
            ? new AgentProgress
            {
                Activity = value.ReadBytes == 0 ? "reading dumps" : "reading what no dump refers to",
                ReadBytes = value.VerifiedBytes,
                ExpectedBytes = value.PlainBytes,
            }
            : new AgentProgress
            {
                Activity = "reading packs",
                ReadBytes = value.ReadBytes,
                ExpectedBytes = value.TotalBytes,
            });
    }
}
