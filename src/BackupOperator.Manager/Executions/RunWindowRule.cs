using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Executions;

/// <summary>Whether a run is past the window of its schedule.</summary>
internal static class RunWindowRule
{
    /// <summary>The window that a run is past, with what its policy wants done about it; null while there is none or it lasts.</summary>
    public static RunWindow? Overrun(BackupRun run, DateTimeOffset now)
    {
        var schedule = run.Policy.Spec.Schedules.FirstOrDefault(schedule => schedule.Name == run.Execution.Spec.Slot?.Schedule);
        return schedule?.Window is { } window && Duration.TryParse(window.Duration, out var length) && now - run.StartTime > length
            ? window
            : null;
    }
}
