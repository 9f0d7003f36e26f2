using BackupOperator.Repository.Retention;

namespace BackupOperator.Repository.Tests.Retention;

/// <summary>Long random histories, each backup taken and the plan carried out, beside a naive model.</summary>
public sealed class RetentionHistoryTests
{
    private const int Steps = 250;
    private static readonly string[] Zones =
        ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"];

    private static readonly TimeSpan[] Paces =
        [TimeSpan.FromMinutes(20), TimeSpan.FromHours(5), TimeSpan.FromHours(30), TimeSpan.FromDays(20)];

    public static TheoryData<int> Seeds => Soak.SeedsAndAnother(40);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void History_OfAnyKind_HoldsWhatRetentionPromises(int fixedSeed)
    {
        var seed = fixedSeed == 0 ? Environment.TickCount : fixedSeed;
        var random = new Random(seed);
        var policy = Policy(random);
        var pace = Paces[random.Next(Paces.Length)];
        var now = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(600_000));
        var backups = new List<RetentionCandidate>();
        for (var step = 0; step < Steps; step++)
        {
            var where = $"seed {seed}, step {step}";
            now += pace * (random.NextDouble() * 2);
            var before = RetentionPlan.Make(policy, backups, now);
            backups.Add(Next(random, step, now, backups));
            var plan = RetentionPlan.Make(policy, backups, now);

            RequireModel(policy, backups, now, plan, where);
            RequirePromises(policy, backups, now, plan, where);

            // A differential may have taken for its base what was to go and was still there.
            var back = before.Deleted.Except(plan.Deleted).Where(name => name != backups[^1].Base);
            Assert.True(!back.Any(), $"{where}: a backup brought back a deleted one");
            if (random.Next(3) > 0)
            {
                var deleted = plan.Deleted.ToHashSet();
                backups.RemoveAll(backup => deleted.Contains(backup.Name));
                Assert.True(
                    !RetentionPlan.Make(policy, backups, now).Deleted.Any(), $"{where}: a second pass deletes more");
            }
        }
    }

    private static void RequireModel(
        RetentionPolicy policy, List<RetentionCandidate> backups, DateTimeOffset now, RetentionPlan plan, string where)
    {
        var model = new RetentionModel(policy, backups, now);
        var expected = backups.Where(model.Keeps).Select(backup => backup.Name).Order(StringComparer.Ordinal);
        Assert.True(
            expected.SequenceEqual(plan.Kept.Order(StringComparer.Ordinal)), $"{where}: the model keeps others");
    }

    private static void RequirePromises(
        RetentionPolicy policy, List<RetentionCandidate> backups, DateTimeOffset now, RetentionPlan plan, string where)
    {
        Assert.Equal(backups.Count, plan.Decisions.Count);
        var placed = plan.Decisions
            .Where(decision => decision.Backup.Readable && decision.Backup.RecoveryPoint <= now).ToList();
        Assert.True(placed.Count == 0 || placed[0].Keep, $"{where}: the newest goes");
        Assert.True(
            placed.Count(decision => decision.Keep) >= Math.Min(policy.Minimum, placed.Count),
            $"{where}: fewer than the minimum");
        Assert.True(
            placed.Find(decision => decision.Backup.Verification == Verification.Passed)?.Keep != false,
            $"{where}: the last verified goes");
        Assert.All(
            plan.Decisions,
            decision => Assert.Equal(decision.Keep, decision.Reasons[0].Rule != RetentionRule.Expired));

        // Failed ones are counted apart.
        if (!backups.Exists(backup => backup.Verification == Verification.Failed))
        {
            Assert.InRange(Count(plan, RetentionRule.Last), 0, policy.Last);
            Assert.InRange(Count(plan, RetentionRule.Daily), 0, policy.Daily);
            Assert.InRange(Count(plan, RetentionRule.Yearly), 0, policy.Yearly);
        }
    }

    private static int Count(RetentionPlan plan, RetentionRule rule) =>
        plan.Decisions.Count(decision => decision.Reasons.Any(reason => reason.Rule == rule));

    private static RetentionPolicy Policy(Random random)
    {
        int Some(int most) => random.Next(2) == 0 ? 0 : random.Next(1, most);
        return new RetentionPolicy
        {
            Last = Some(5),
            Hourly = Some(30),
            Daily = Some(10),
            Weekly = Some(6),
            Monthly = Some(6),
            Yearly = Some(4),
            KeepWithin = random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(1, 200)) : null,
            Minimum = random.Next(1, 5),
            TimeZone = Zones[random.Next(Zones.Length)],
        };
    }

    private static RetentionCandidate Next(
        Random random, int step, DateTimeOffset now, List<RetentionCandidate> backups)
    {
        // Now and then the clock of a run is ahead, or it reads what is days old, or two end at one instant.
        var point = random.Next(20) switch
        {
            0 => now.AddDays(random.Next(1, 60)),
            1 => now.AddDays(-random.Next(1, 10)),
            2 when backups.Count > 0 => backups[^1].RecoveryPoint,
            _ => now.AddMinutes(-random.Next(60)),
        };
        var name = $"backup-{step:d4}";
        var completed = point.AddMinutes(random.Next(2));
        var full = backups.Where(backup => backup is { Readable: true, Type: "full" })
            .MaxBy(backup => (backup.RecoveryPoint, backup.CompletedAt, backup.Name));
        var (type, based) = random.Next(4) switch
        {
            0 when full is not null => ("differential", full.Name),
            1 when backups.Count > 0 => ("incremental", backups[^1].Name),
            _ => ("full", null),
        };
        return new RetentionCandidate(
            name, point, completed, type, based, (Verification)random.Next(3), Held: random.Next(40) == 0,
            Readable: random.Next(40) > 0);
    }
}
