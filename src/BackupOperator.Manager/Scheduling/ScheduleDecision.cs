using BackupOperator.Api.Policies;

namespace BackupOperator.Manager.Scheduling;

/// <summary>What becomes of the slots of one schedule, the other schedules of the policy aside.</summary>
internal sealed class ScheduleDecision(ScheduleRule rule, ScheduleStatus status, SlotWorld world)
{
    // A deadline that has just passed must be seen as passed.
    private static readonly TimeSpan JustAfter = TimeSpan.FromMilliseconds(1);

    private long missed;

    /// <summary>The schedule.</summary>
    public ScheduleRule Rule => rule;

    /// <summary>Its status after the decision.</summary>
    public ScheduleStatus Status { get; private set; } = status;

    /// <summary>The slot to run when a run can be started.</summary>
    public DateTimeOffset? Due { get; private set; }

    /// <summary>When the run of <see cref="Due"/> was to start.</summary>
    public DateTimeOffset? DueStart => Due is { } slot ? rule.StartOf(slot) : null;

    /// <summary>What was newly counted.</summary>
    public MissedSlots? Missed => missed > 0 ? new MissedSlots(rule.Name, missed, Status.LastMissed!.Value) : null;

    /// <summary>When time alone brings the next decision.</summary>
    public DateTimeOffset WakeAt
    {
        get
        {
            var next = rule.StartOf(rule.Clock.Next(Passed));
            var overdue = DueStart + rule.Deadline + JustAfter;
            return overdue < next ? overdue.Value : next;
        }
    }

    // Slots up to here have started, are due, or were decided on.
    private DateTimeOffset Passed => rule.NewestStarted(Cursor, world.Now) ?? Cursor;

    // Slots up to here are decided on.
    private DateTimeOffset Cursor => Status.LastSlot is { } last && last > Status.ActiveSince ? last : Status.ActiveSince!.Value;

    /// <summary>Decides.</summary>
    /// <returns>The decision itself.</returns>
    public ScheduleDecision Decide()
    {
        foreach (var run in world.Runs.Where(run => run.Schedule == rule.Name && run.Slot <= world.Now).OrderBy(run => run.Slot))
        {
            TakeRun(run);
        }

        if (rule.NewestStarted(Cursor, world.Now) is not { } newest)
        {
            return this;
        }

        var candidate = rule.RunsAll ? rule.OldestInTime(Cursor, world.Now) : newest;
        Due = candidate <= newest && rule.IsInTime(candidate, world.Now) ? candidate : null;
        Miss(Due is { } due ? rule.Clock.Last(Cursor, due.AddTicks(-1)) : newest);
        return this;
    }

    /// <summary>The starts to come, in order; times are starts, jitter included.</summary>
    public IEnumerable<DueSlot> Upcoming(int count)
    {
        var slot = Passed;
        for (var index = 0; index < count; index++)
        {
            slot = rule.Clock.Next(slot);
            yield return new DueSlot(rule.Name, rule.StartOf(slot));
        }
    }

    // Whoever made the run decided on the slots before it as well; only the record of it was lost.
    private void TakeRun(SlotRun run)
    {
        if (run.Slot <= Cursor)
        {
            return;
        }

        Miss(rule.Clock.Last(Cursor, run.Slot.AddTicks(-1)));
        Status = Status with { LastSlot = run.Slot, LastExecution = run.Execution };
    }

    private void Miss(DateTimeOffset? newest)
    {
        if (newest is not { } slot)
        {
            return;
        }

        var count = rule.Clock.Count(Cursor, slot);
        missed += count;
        Status = Status with { LastSlot = slot, LastMissed = slot, MissedRuns = Status.MissedRuns + count };
    }
}
