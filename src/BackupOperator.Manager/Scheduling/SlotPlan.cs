using BackupOperator.Api.Policies;

namespace BackupOperator.Manager.Scheduling;

/// <summary>What is known when slots are decided on.</summary>
/// <param name="Now">The time.</param>
/// <param name="FirstSeen">From when schedules count that have no status yet: now, or the creation of a policy that no
/// manager has seen before.</param>
/// <param name="Suspended">Whether the policy starts no run.</param>
/// <param name="CanStart">Whether a run could be started now: none is active, and the store is ready.</param>
/// <param name="Runs">The runs of slots that exist as executions.</param>
internal sealed record SlotWorld(
    DateTimeOffset Now, DateTimeOffset FirstSeen, bool Suspended, bool CanStart, IReadOnlyCollection<SlotRun> Runs);

/// <summary>A slot that has a run.</summary>
internal sealed record SlotRun(string Schedule, DateTimeOffset Slot, string Execution);

/// <summary>A slot whose run is due.</summary>
internal sealed record DueSlot(string Schedule, DateTimeOffset Slot);

/// <summary>Slots that are not run.</summary>
internal sealed record MissedSlots(string Schedule, long Count, DateTimeOffset Newest);

/// <summary>What to do about slots.</summary>
/// <param name="Schedules">The new status of each schedule, the start not yet among it: that is recorded once it is made.</param>
/// <param name="Start">The one run to start now; null for none.</param>
/// <param name="Missed">What was newly counted as missed.</param>
/// <param name="NextRuns">The next starts, soonest first, at most five.</param>
/// <param name="WakeAt">When the next decision is due; null when time alone brings none.</param>
internal sealed record SlotPlan(
    IReadOnlyList<ScheduleStatus> Schedules,
    DueSlot? Start,
    IReadOnlyList<MissedSlots> Missed,
    IReadOnlyList<DueSlot> NextRuns,
    DateTimeOffset? WakeAt)
{
    /// <summary>Whether following the plan starts a run or counts a slot: what must not happen on an outdated view.</summary>
    public bool HasEffect => Start is not null || Missed.Count > 0;

    /// <summary>The status of each schedule after the start was made.</summary>
    public IReadOnlyList<ScheduleStatus> AfterStart(string execution) =>
        [.. Schedules.Select(status => status.Name == Start?.Schedule
            ? status with { LastSlot = Start.Slot, LastExecution = execution }
            : status)];
}
