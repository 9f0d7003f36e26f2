using BackupOperator.Api.Policies;

namespace BackupOperator.Manager.Scheduling;

/// <summary>Decides which slot is run, which are missed, and when to look again. Pure; its work is bounded whatever the time
/// that passed.</summary>
/// <remarks>
/// Every slot after <see cref="ScheduleStatus.ActiveSince"/> is decided once: run, or counted as missed. A slot is due from
/// its start (slot and jitter) until it is overdue by the schedule's deadline; of several due ones <c>RunAll</c> takes the
/// oldest, the others the newest and count the rest. A run that exists without being recorded (the process ended between
/// the two) is taken as the decision that it was.
/// </remarks>
internal static class SlotPlanner
{
    private const int ShownRuns = 5;

    /// <summary>Decides.</summary>
    /// <param name="rules">The schedules of the policy.</param>
    /// <param name="known">What the status says of them.</param>
    /// <param name="world">What else is known.</param>
    public static SlotPlan Plan(IReadOnlyList<ScheduleRule> rules, IEnumerable<ScheduleStatus> known, SlotWorld world)
    {
        var before = known.GroupBy(status => status.Name).ToDictionary(group => group.Key, group => group.First());
        if (world.Suspended)
        {
            return new SlotPlan([.. rules.Select(rule => Entry(rule, before) with { ActiveSince = null })], null, [], [], null);
        }

        var decisions = rules
            .Select(rule => new ScheduleDecision(rule, Activate(Entry(rule, before), world), world).Decide())
            .ToList();
        var start = world.CanStart
            ? decisions.Where(decision => decision.Due is not null).MinBy(decision => decision.DueStart)
            : null;
        return new SlotPlan(
            [.. decisions.Select(decision => decision.Status)],
            start is null ? null : new DueSlot(start.Rule.Name, start.Due!.Value),
            [.. decisions.Select(decision => decision.Missed).OfType<MissedSlots>()],
            NextRuns(decisions),
            decisions.Min(decision => (DateTimeOffset?)decision.WakeAt));
    }

    // What was missed stays counted whatever becomes of the expression.
    private static ScheduleStatus Entry(ScheduleRule rule, Dictionary<string, ScheduleStatus> before)
    {
        var entry = before.GetValueOrDefault(rule.Name) ?? new ScheduleStatus { Name = rule.Name, Expression = rule.Expression };
        return entry.Expression == rule.Expression ? entry : entry with { Expression = rule.Expression, ActiveSince = null };
    }

    // Never for the past: a schedule that is new, changed or resumed begins with the slots that come.
    private static ScheduleStatus Activate(ScheduleStatus entry, SlotWorld world)
    {
        if (entry.ActiveSince is not null)
        {
            return entry;
        }

        var since = entry.LastSlot is null ? world.FirstSeen : world.Now;
        // Kept to the second, as the API server keeps it.
        return entry with { ActiveSince = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerSecond)) };
    }

    private static List<DueSlot> NextRuns(List<ScheduleDecision> decisions) =>
        [.. decisions
            .SelectMany(decision => decision.Upcoming(ShownRuns))
            .OrderBy(run => run.Slot)
            .Take(ShownRuns)];
}
