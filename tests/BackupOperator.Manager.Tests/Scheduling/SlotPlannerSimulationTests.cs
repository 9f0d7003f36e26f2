using BackupOperator.Api.Policies;
using BackupOperator.Manager.Scheduling;

namespace BackupOperator.Manager.Tests.Scheduling;

/// <summary>Years of a policy's life with outages, restarts at bad moments, long runs and suspensions; each from a seed.</summary>
public sealed class SlotPlannerSimulationTests
{
    [Fact]
    public void Life_WithRestartsAtAnyMoment_RunsOrCountsEverySlotExactlyOnce()
    {
        for (var seed = 1; seed <= Soak.Times(120); seed++)
        {
            new Life(seed).Live(steps: 600);
        }
    }

    private sealed class Life
    {
        private static readonly string[] Crons = ["*/15 * * * *", "30 2 * * *", "0 */3 * * *", "7 * * * *", "0 4 * * 1", "45 0-6/2 * * *"];
        private static readonly string[] Zones = ["UTC", "Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"];

        private readonly int seed;
        private readonly Random random;
        private readonly List<ScheduleRule> rules = [];
        private readonly List<SlotRun> runs = [];
        private readonly HashSet<string> names = [];
        private IReadOnlyList<ScheduleStatus> stored = [];
        private DateTimeOffset now;
        private DateTimeOffset runEnds;
        private bool suspended;

        public Life(int seed)
        {
            this.seed = seed;
            random = new Random(seed);
            var zone = Zones[random.Next(Zones.Length)];
            for (var index = 0; index <= random.Next(3); index++)
            {
                rules.Add(ScheduleRule.From(
                    new BackupSchedule
                    {
                        Name = $"s{index}",
                        Cron = Crons[random.Next(Crons.Length)],
                        MissedRuns = (MissedRunPolicy)random.Next(3),
                        Jitter = random.Next(2) == 0 ? null : "20m",
                        StartingDeadline = random.Next(3) == 0 ? "45m" : null,
                    },
                    zone,
                    $"uid-{seed}"));
            }

            now = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(400_000));
            runEnds = now;
        }

        public void Live(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                var plan = Pass();
                var wake = plan.WakeAt ?? now.AddHours(random.Next(1, 30));
                Assert.True(wake > now, $"seed {seed}: the next pass at {wake:O} is not after {now:O}");
                now = Next(wake);
                suspended = random.Next(40) == 0 ? !suspended : suspended;
            }
        }

        private DateTimeOffset Next(DateTimeOffset wake) => random.Next(10) switch
        {
            0 => now.AddMinutes(random.Next(1, 4 * 24 * 60)), // an outage
            1 => now.AddSeconds(random.Next(1, 50)), // something else brought the policy back
            2 when runEnds > now => runEnds,
            _ => wake,
        };

        private SlotPlan Pass()
        {
            var canStart = runEnds <= now && random.Next(15) != 0;
            var plan = SlotPlanner.Plan(rules, stored, new SlotWorld(now, now, suspended, canStart, runs));
            Assert.True(canStart || plan.Start is null, $"seed {seed}: a run is started beside another");
            if (plan.Start is { } due)
            {
                var rule = rules.Single(candidate => candidate.Name == due.Schedule);
                var late = now - rule.StartOf(due.Slot);
                Assert.True(late >= TimeSpan.Zero && (rule.Deadline is null || late <= rule.Deadline), $"seed {seed}: {due} is {late} late");

                // Killed before the run was created: nothing happened. Killed after it: the run exists, unrecorded.
                var fate = random.Next(12);
                if (fate == 0)
                {
                    return plan;
                }

                var name = ExecutionName.ForSlot("shop", due.Schedule, due.Slot);
                Assert.True(names.Add(name), $"seed {seed}: {name} is started a second time");
                runs.Add(new SlotRun(due.Schedule, due.Slot, name));
                runEnds = now.AddMinutes(random.Next(1, 200));
                if (fate == 1)
                {
                    return plan;
                }
            }

            Store(plan.Start is null ? plan.Schedules : plan.AfterStart(runs[^1].Execution));
            return plan;
        }

        private void Store(IReadOnlyList<ScheduleStatus> next)
        {
            foreach (var after in next)
            {
                var before = stored.FirstOrDefault(status => status.Name == after.Name);
                Assert.True(before?.LastSlot is null || after.LastSlot >= before.LastSlot, $"seed {seed}: {after.Name} went back");
                if (before?.ActiveSince is { } since && since == after.ActiveSince)
                {
                    CheckDecided(before, after, since);
                }
            }

            stored = next;
        }

        // What was decided between two records: every slot of that time is a run or is counted, none is both.
        private void CheckDecided(ScheduleStatus before, ScheduleStatus after, DateTimeOffset since)
        {
            var from = before.LastSlot > since ? before.LastSlot.Value : since;
            var until = after.LastSlot > from ? after.LastSlot.Value : from;
            var slots = rules.Single(rule => rule.Name == after.Name).Clock.Count(from, until);
            var ran = runs.Count(run => run.Schedule == after.Name && run.Slot > from && run.Slot <= until);
            var missed = after.MissedRuns - before.MissedRuns;
            Assert.True(slots == ran + missed, $"seed {seed}: {after.Name} had {slots} slots from {from:O} to {until:O}, {ran} ran, {missed} missed");
        }
    }
}
