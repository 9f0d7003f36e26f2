using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Phase Running: one agent a source, all at once, until all are stored or one has failed.</summary>
internal sealed class SourcesStep(SourceStep step, TimeProvider time)
{
    // Often enough for a person who watches, seldom enough for the API server.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    /// <summary>Takes a step.</summary>
    public async Task<ReconciliationResult<V1alpha1BackupExecution>> RunAsync(BackupRun run, CancellationToken cancellationToken)
    {
        var status = run.Execution.Status;
        for (var i = 0; i < status.Sources.Count; i++)
        {
            var source = run.Policy.Spec.Sources.First(source => source.Name == status.Sources[i].Name);
            status.Sources[i] = await step.AdvanceAsync(run, source, status.Sources[i], cancellationToken);
        }

        status.Total();
        if (status.Sources.FirstOrDefault(source => source.Phase == SourceProgress.Failed) is { } failed)
        {
            return run.Execution.Waiting(failed.Reason!, $"source {failed.Name} failed: {failed.Message}", TimeSpan.Zero);
        }

        if (status.Sources.All(source => source.Phase == SourceProgress.Succeeded))
        {
            status.Phase = ExecutionPhase.Committing;
            status.Attempts = 1;
            return run.Execution.Waiting(Reason.Committing, "all data is stored; the backup's record is being written", TimeSpan.Zero);
        }

        return Working(run, status);
    }

    private ReconciliationResult<V1alpha1BackupExecution> Working(BackupRun run, BackupExecutionStatus status)
    {
        var open = status.Sources.Where(source => source.Phase != SourceProgress.Succeeded).ToList();
        var message = string.Join("; ", open.Select(source => $"{source.Name}: {source.Message}"));
        if (RunWindowRule.Overrun(run, time.GetUtcNow()) is { OnOverrun: WindowOverrun.Report } window)
        {
            return run.Execution.Waiting(Reason.WindowExceeded, $"longer than its window of {window.Duration}; {message}", Poll);
        }

        // A pod that has started has written a first progress: until then people want to know what holds it up.
        return open.All(source => source.ReadBytes is null)
            ? run.Execution.Waiting(Reason.AgentNotStarted, message, Poll)
            : run.Execution.Waiting(Reason.AgentRunning, message, Poll);
    }
}
