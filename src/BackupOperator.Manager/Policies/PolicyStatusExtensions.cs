using BackupOperator.Api.Policies;
using BackupOperator.Manager.Scheduling;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Policies;

/// <summary>Writes into a policy's status what a pass found.</summary>
internal static class PolicyStatusExtensions
{
    /// <summary>Records what runs and what has run. What once ended stays shown when its execution is gone.</summary>
    public static void Record(this BackupPolicyStatus status, PolicyRuns runs)
    {
        status.Active = runs.Active?.Name();
        status.LastRun = PolicyRuns.Summarize(runs.LastEnded) ?? status.LastRun;
        status.LastBackup = PolicyRuns.Summarize(runs.LastStored) ?? status.LastBackup;
    }

    /// <summary>Records that nothing can be planned. What was decided before stays, so that nothing is forgotten.</summary>
    public static void RecordInvalid(this BackupPolicyStatus status)
    {
        status.Phase = "Invalid";
        status.NextRun = null;
        status.NextRuns = [];
    }

    /// <summary>Records what was decided, the start not yet.</summary>
    public static void Record(this BackupPolicyStatus status, SlotPlan plan, BackupPolicySpec spec)
    {
        var zone = ScheduleClock.FindZone(spec.TimeZone);
        status.Schedules = [.. plan.Schedules];
        status.NextRun = plan.NextRuns is [var next, ..] ? PolicyVerdict.Instant(next.Slot) : null;
        status.NextRuns =
        [
            .. plan.NextRuns.Select(run => new PlannedRun
            {
                Schedule = run.Schedule,
                Type = spec.Schedules.First(schedule => schedule.Name == run.Schedule).Type,
                Time = run.Slot,
                LocalTime = ScheduleClock.Format(run.Slot, zone),
            }),
        ];
    }

    /// <summary>Records the start that the plan asked for.</summary>
    public static void RecordStart(this BackupPolicyStatus status, SlotPlan plan, string execution)
    {
        status.Schedules = [.. plan.AfterStart(execution)];
        status.Active = execution;
    }
}
