using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;

namespace BackupOperator.Manager.Executions;

/// <summary>Decides whether a commit or a check is tried again, and counts the try.</summary>
/// <param name="Message">What people read meanwhile.</param>
/// <param name="Rest">How long the work rests; zero when the next try is due.</param>
internal sealed record StepRetry(string Message, TimeSpan Rest)
{
    /// <summary>The next try; null when none is left or none would help.</summary>
    public static StepRetry? After(AgentFailure failure, BackupRun run, DateTimeOffset now) =>
        failure.Transient && run.Execution.Status.Attempts <= run.Limits.Retries ? Next(failure, run, now) : null;

    /// <summary>The next try, whether or not one is left.</summary>
    public static StepRetry Next(AgentFailure failure, BackupRun run, DateTimeOffset now)
    {
        var status = run.Execution.Status;
        var rest = RetryDelay.Remaining(status.Attempts, failure.Time, now);
        var message = $"try {status.Attempts} failed: {failure.Message}; next one in {Duration.Format(rest)}";
        if (rest == TimeSpan.Zero)
        {
            status.Attempts++;
        }

        return new StepRetry(message, rest);
    }
}
