using BackupOperator.Api.Policies;
using BackupOperator.Manager.Scheduling;

namespace BackupOperator.Manager.Tests.Scheduling;

public sealed class SlotPlannerTests
{
    private static readonly DateTimeOffset Created = At("01T00:30");

    [Fact]
    public void Slot_HasNotCome_IsWaitedFor()
    {
        var plan = Plan(Hourly(MissedRunPolicy.RunOnce), Known("01T00:00"), "01T00:59");
        Assert.Null(plan.Start);
        Assert.False(plan.HasEffect);
        Assert.Equal(At("01T01:00"), plan.WakeAt);
        Assert.Equal(
            [At("01T01:00"), At("01T02:00"), At("01T03:00"), At("01T04:00"), At("01T05:00")],
            plan.NextRuns.Select(run => run.Slot));
    }

    [Fact]
    public void Slot_Comes_IsStartedAndRecordedOnlyAfterwards()
    {
        var plan = Plan(Hourly(MissedRunPolicy.RunOnce), Known("01T00:00"), "01T01:00");
        Assert.Equal(new DueSlot("hourly", At("01T01:00")), plan.Start);
        Assert.Equal(At("01T00:00"), Assert.Single(plan.Schedules).LastSlot);
        var after = Assert.Single(plan.AfterStart("shop-hourly"));
        Assert.Equal((At("01T01:00"), "shop-hourly", 0L), (after.LastSlot!.Value, after.LastExecution, after.MissedRuns));
        Assert.Equal(At("01T02:00"), plan.WakeAt);
    }

    [Theory]
    [InlineData(MissedRunPolicy.Skip, null, 3, "01T03:00")]
    [InlineData(MissedRunPolicy.RunOnce, "01T03:00", 2, "01T02:00")]
    [InlineData(MissedRunPolicy.RunAll, "01T01:00", 0, null)]
    public void Slots_PassedWhileNothingRan_FollowThePolicy(MissedRunPolicy missedRuns, string? started, long missed, string? lastMissed)
    {
        var plan = Plan(Hourly(missedRuns), Known("01T00:00"), "01T03:20");
        Assert.Equal(started is null ? null : At(started), plan.Start?.Slot);
        var schedule = Assert.Single(plan.Schedules);
        Assert.Equal(missed, schedule.MissedRuns);
        Assert.Equal(lastMissed is null ? null : At(lastMissed), schedule.LastMissed);
        Assert.Equal(missed, plan.Missed.Sum(entry => entry.Count));
    }

    [Fact]
    public void Slots_PassedWithRunAll_AreStartedOneAfterTheOtherOldestFirst()
    {
        var rule = Hourly(MissedRunPolicy.RunAll);
        var known = Known("01T00:00");
        var started = new List<DateTimeOffset>();
        for (var pass = 0; pass < 4; pass++)
        {
            var plan = Plan(rule, known, "01T03:20");
            started.AddRange(plan.Start is { } start ? [start.Slot] : Array.Empty<DateTimeOffset>());
            known = Assert.Single(plan.AfterStart("run"));
        }

        Assert.Equal([At("01T01:00"), At("01T02:00"), At("01T03:00")], started);
    }

    [Fact]
    public void Slots_OlderThanTheDeadline_AreMissedAndYoungerRun()
    {
        var plan = Plan(Hourly(MissedRunPolicy.RunAll, deadline: "90m"), Known("01T00:00"), "01T03:20");
        Assert.Equal(At("01T02:00"), plan.Start?.Slot);
        Assert.Equal(1, Assert.Single(plan.Schedules).MissedRuns);

        var none = Plan(Hourly(MissedRunPolicy.RunOnce, deadline: "10m"), Known("01T00:00"), "01T03:20");
        Assert.Null(none.Start);
        Assert.Equal(3, Assert.Single(none.Schedules).MissedRuns);
    }

    [Fact]
    public void Slot_WaitsForARunToEnd_IsMissedOnceItsDeadlinePasses()
    {
        var rule = Hourly(MissedRunPolicy.Skip, deadline: "10m");
        var waiting = Plan(rule, Known("01T00:00"), "01T01:05", canStart: false);
        Assert.False(waiting.HasEffect);
        Assert.Equal(At("01T01:10").AddMilliseconds(1), waiting.WakeAt);

        var missed = Plan(rule, Assert.Single(waiting.Schedules), "01T01:10:01", canStart: false);
        Assert.Equal(new MissedSlots("hourly", 1, At("01T01:00")), Assert.Single(missed.Missed));
        Assert.Equal(At("01T02:00"), missed.WakeAt);
    }

    [Fact]
    public void Policy_IsSeenFirst_RunsForSlotsSinceItsCreationOnly()
    {
        var plan = SlotPlanner.Plan([Hourly(MissedRunPolicy.RunAll)], [], World("01T02:20", firstSeen: Created));
        Assert.Equal(At("01T01:00"), plan.Start?.Slot);
        Assert.Equal(0, Assert.Single(plan.Schedules).MissedRuns);
    }

    [Fact]
    public void Expression_IsChanged_DoesNotRunForThePastAndKeepsTheCount()
    {
        var before = Known("01T00:00") with { Expression = "30 * * * * UTC", MissedRuns = 7 };
        var plan = Plan(Hourly(MissedRunPolicy.RunAll), before, "01T05:20");
        Assert.False(plan.HasEffect);
        var schedule = Assert.Single(plan.Schedules);
        Assert.Equal((At("01T05:20"), 7L, "0 * * * * UTC"), (schedule.ActiveSince!.Value, schedule.MissedRuns, schedule.Expression));
        Assert.Equal(At("01T06:00"), plan.WakeAt);
    }

    [Fact]
    public void Schedule_IsAddedLater_DoesNotRunForThePast()
    {
        var plan = SlotPlanner.Plan([Hourly(MissedRunPolicy.RunAll)], [], World("01T05:00:30", firstSeen: At("01T05:00:30")));
        Assert.False(plan.HasEffect);
        Assert.Equal(At("01T06:00"), plan.WakeAt);
    }

    [Fact]
    public void Policy_IsTakenOutOfSuspension_LetsGoOfWhatPassedUncounted()
    {
        var rule = Hourly(MissedRunPolicy.RunAll);
        var suspended = SlotPlanner.Plan([rule], [Known("01T00:00")], World("01T03:20", suspended: true));
        Assert.Null(suspended.WakeAt);
        Assert.Empty(suspended.NextRuns);
        Assert.Null(Assert.Single(suspended.Schedules).ActiveSince);

        var resumed = Plan(rule, suspended.Schedules[0], "01T07:45");
        Assert.False(resumed.HasEffect);
        Assert.Equal(0, resumed.Schedules[0].MissedRuns);
        Assert.Equal(At("01T08:00"), resumed.WakeAt);
    }

    [Fact]
    public void Run_ExistsThatWasNotRecorded_CountsAsDecided()
    {
        var world = World("01T03:20") with { Runs = [new SlotRun("hourly", At("01T03:00"), "found")], CanStart = false };
        var plan = SlotPlanner.Plan([Hourly(MissedRunPolicy.RunOnce)], [Known("01T00:00")], world);
        var schedule = Assert.Single(plan.Schedules);
        Assert.Null(plan.Start);
        Assert.Equal((At("01T03:00"), "found", 2L), (schedule.LastSlot!.Value, schedule.LastExecution, schedule.MissedRuns));
    }

    [Fact]
    public void Run_NamesASlotOfTheFuture_HoldsNothingUp()
    {
        var world = World("01T01:00") with { Runs = [new SlotRun("hourly", At("09T00:00"), "odd")] };
        Assert.Equal(At("01T01:00"), SlotPlanner.Plan([Hourly(MissedRunPolicy.RunOnce)], [Known("01T00:00")], world).Start?.Slot);
    }

    [Fact]
    public void Schedules_AreDueTogether_StartOneAtATimeInTheOrderOfTheirStarts()
    {
        ScheduleRule[] rules = [Rule("late", "10 * * * *", MissedRunPolicy.RunOnce), Rule("early", "5 * * * *", MissedRunPolicy.RunOnce)];
        var plan = SlotPlanner.Plan(rules, [], World("01T01:30", firstSeen: Created));
        Assert.Equal("early", plan.Start?.Schedule);
        var second = SlotPlanner.Plan(rules, plan.AfterStart("first"), World("01T01:31"));
        Assert.Equal("late", second.Start?.Schedule);
    }

    [Fact]
    public void Jitter_IsTheSameForTheSameSlot_WithinItsBoundsAndBeforeTheNext()
    {
        var rule = Rule("hourly", "*/5 * * * *", MissedRunPolicy.RunOnce, jitter: "2h");
        var other = Rule("hourly", "*/5 * * * *", MissedRunPolicy.RunOnce, jitter: "2h", uid: "another");
        var slots = Enumerable.Range(0, 500).Select(index => At("01T00:00").AddMinutes(5 * index)).ToList();
        var waits = slots.Select(slot => rule.StartOf(slot) - slot).ToList();

        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(299)));
        Assert.Equal(waits, slots.Select(slot => rule.StartOf(slot) - slot));
        Assert.InRange(waits.Average(wait => wait.TotalSeconds), 130, 170);
        Assert.NotEqual(waits, slots.Select(slot => other.StartOf(slot) - slot));
    }

    [Fact]
    public void Slots_OfTenYearsAtEveryMinute_AreCountedWithoutWalkingThem()
    {
        var plan = Plan(Rule("hourly", "* * * * *", MissedRunPolicy.RunOnce), Known("01T00:00", "* * * * * UTC"), At("01T00:00").AddYears(10));
        Assert.Equal((3653 * 1440) - 1, Assert.Single(plan.Missed).Count);
        Assert.NotNull(plan.Start);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse($"2026-11-{text}Z");

    private static ScheduleRule Hourly(MissedRunPolicy missedRuns, string? deadline = null) =>
        Rule("hourly", "0 * * * *", missedRuns, deadline);

    private static ScheduleRule Rule(
        string name, string cron, MissedRunPolicy missedRuns, string? deadline = null, string? jitter = null, string uid = "uid") =>
        ScheduleRule.From(
            new BackupSchedule { Name = name, Cron = cron, MissedRuns = missedRuns, StartingDeadline = deadline, Jitter = jitter },
            "UTC",
            uid);

    private static ScheduleStatus Known(string lastSlot, string expression = "0 * * * * UTC") =>
        new() { Name = "hourly", Expression = expression, ActiveSince = At("01T00:00"), LastSlot = At(lastSlot) };

    private static SlotWorld World(string now, DateTimeOffset? firstSeen = null, bool suspended = false, bool canStart = true) =>
        new(At(now), firstSeen ?? At(now), suspended, canStart, []);

    private static SlotPlan Plan(ScheduleRule rule, ScheduleStatus known, string now, bool canStart = true) =>
        SlotPlanner.Plan([rule], [known], World(now, canStart: canStart));

    private static SlotPlan Plan(ScheduleRule rule, ScheduleStatus known, DateTimeOffset now) =>
        SlotPlanner.Plan([rule], [known], new SlotWorld(now, now, false, true, []));
}
