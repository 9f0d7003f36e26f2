using System.Globalization;
using BackupOperator.Repository.Retention;

namespace BackupOperator.Repository.Tests.Retention;

public sealed class RetentionPlanTests
{
    private static readonly DateTimeOffset Now = At("2026-06-30T12:00Z");

    /// <summary>Backups by their time, newest first; what is expected to stay.</summary>
    public static TheoryData<string, RetentionPolicy, string, string> Rows => new()
    {
        { "last", new() { Last = 2 }, "0630T10 0630T09 0630T08", "0630T10 0630T09" },
        { "last, fewer than asked for", new() { Last = 5 }, "0630T10 0630T09", "0630T10 0630T09" },
        { "no rule", new(), "0630T10 0101T09", "0630T10 0101T09" },
        { "no rule but a minimum", new() { Minimum = 1 }, "0630T10 0101T09", "0630T10 0101T09" },
        {
            "hourly", new() { Hourly = 2 }, "0630T10:50 0630T10:10 0630T09:59 0630T09:00 0630T08:00",
            "0630T10:50 0630T09:59"
        },
        {
            "daily, days without a backup do not count", new() { Daily = 3 },
            "0630T10 0630T01 0629T23 0620T05 0620T04 0101T00", "0630T10 0629T23 0620T05"
        },
        { "weekly, from Monday", new() { Weekly = 2 }, "0629T00 0628T23 0622T01 0621T23", "0629T00 0628T23" },
        { "monthly", new() { Monthly = 2 }, "0630T10 0601T00 0531T23 0501T00 0430T00", "0630T10 0531T23" },
        { "yearly", new() { Yearly = 2 }, "0630T10 0101T00 2025-1231T23 2025-0101T00 2024-0101T00", "0630T10 2025-1231T23" },
        {
            "within, from the newest", new() { KeepWithin = TimeSpan.FromDays(2) },
            "0620T10 0619T10 0618T10 0618T09:59", "0620T10 0619T10 0618T10"
        },
        { "minimum over the rules", new() { Daily = 1, Minimum = 3 }, "0630T10 0630T09 0630T08 0630T07", "0630T10 0630T09 0630T08" },
        {
            "rules together", new() { Last = 1, Daily = 2, Monthly = 2 },
            "0630T10 0630T09 0629T10 0628T10 0531T10 0530T10", "0630T10 0629T10 0531T10"
        },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Plan_ForOneRule_KeepsWhatTheRuleNames(string what, RetentionPolicy policy, string backups, string kept)
    {
        var plan = RetentionPlan.Make(policy, backups.Split(' ').Reverse().Select(Backup), Now);
        Assert.True(kept == string.Join(' ', plan.Kept), $"{what}: kept {string.Join(' ', plan.Kept)}");
    }

    [Fact]
    public void Week_AtNewYear_IsThatOfIso8601()
    {
        // 2027-01-01 is a Friday and belongs to week 53 of 2026; 2024-12-30 is a Monday of week 1 of 2025.
        var plan = Make(
            new() { Weekly = 9 }, At("2027-02-01T00:00Z"), "2027-0103T10 2026-1228T10 2025-0101T10 2024-1230T10");
        Assert.Equal(["Weekly 2026-W53", "Weekly 2025-W01"], Reasons(plan, RetentionRule.Weekly));
    }

    [Fact]
    public void Day_InThePolicysZone_BeginsAtItsMidnight()
    {
        var policy = new RetentionPolicy { Daily = 9, TimeZone = "Europe/Berlin" };
        var plan = Make(policy, Now, "0601T22:30 0601T21:30");
        Assert.Equal(["Daily 2026-06-02", "Daily 2026-06-01"], Reasons(plan, RetentionRule.Daily));
        Assert.Single(Make(policy with { TimeZone = "UTC" }, Now, "0601T22:30 0601T21:30").Kept);
    }

    [Fact]
    public void Hour_ThatComesTwiceWhenClocksGoBack_IsTwoHours()
    {
        var policy = new RetentionPolicy { Hourly = 9, TimeZone = "Europe/Berlin" };
        var plan = Make(policy, At("2026-12-01T00:00Z"), "1025T02:30 1025T01:30 1025T00:30 1024T23:30");
        Assert.Equal(
            [
                "Hourly 2026-10-25T03+01:00", "Hourly 2026-10-25T02+01:00", "Hourly 2026-10-25T02+02:00",
                "Hourly 2026-10-25T01+02:00",
            ],
            Reasons(plan, RetentionRule.Hourly));
    }

    [Fact]
    public void Days_OfTwentyThreeAndTwentyFiveHours_AreOneDayEach()
    {
        var policy = new RetentionPolicy { Daily = 9, TimeZone = "Europe/Berlin" };
        var forward = Make(policy, Now, "0329T21:59 0329T10:00 0328T23:00 0328T22:59");
        Assert.Equal(["0329T21:59", "0328T22:59"], forward.Kept);
        var back = Make(policy, At("2026-12-01T00:00Z"), "1025T22:59 1024T22:00 1024T21:59");
        Assert.Equal(["1025T22:59", "1024T21:59"], back.Kept);
    }

    [Fact]
    public void Backups_OfTheSameInstant_AreOrderedByCompletionThenName()
    {
        var time = At("2026-06-30T10:00Z");
        RetentionCandidate[] backups =
        [
            new("b", time, time), new("c", time, time), new("a", time, time.AddSeconds(1)),
        ];
        foreach (var order in new[] { backups, [.. backups.Reverse()] })
        {
            Assert.Equal(["a", "c"], RetentionPlan.Make(new() { Last = 2 }, order, Now).Kept);
        }
    }

    [Fact]
    public void LastVerified_OlderThanEveryRule_Stays()
    {
        var plan = Make(new() { Last = 1 }, Now, "0630T10 0629T10 0628T10+ 0627T10+");
        Assert.Equal(["0630T10", "0628T10+"], plan.Kept);
        Assert.Equal(["LastVerified"], Reasons(plan, RetentionRule.LastVerified));
    }

    [Fact]
    public void Failed_TakesNoPlaceFromASoundOneAndDoesNotGoForIt()
    {
        var plan = Make(new() { Daily = 2 }, Now, "0630T10- 0630T09 0629T10 0628T10");
        Assert.Equal(["0630T10-", "0630T09", "0629T10"], plan.Kept);
        Assert.Equal(["0629T10-", "0628T10"], Make(new() { Daily = 1 }, Now, "0629T10- 0628T10 0627T10").Kept);
    }

    [Fact]
    public void Future_IsKeptAndPushesNothingOut()
    {
        var plan = Make(new() { Last = 2 }, Now, "2030-0101T00 0701T00 0630T10 0629T10 0628T10");
        Assert.Equal(["2030-0101T00", "0701T00", "0630T10", "0629T10"], plan.Kept);
        Assert.Equal(["InFuture", "InFuture"], Reasons(plan, RetentionRule.InFuture));
    }

    [Fact]
    public void HeldAndUnreadable_Stay()
    {
        RetentionCandidate[] backups =
        [
            Backup("0630T10"), Backup("0101T00") with { Held = true }, Backup("0102T00"),
            new("damaged", default, default, Readable: false),
        ];
        var plan = RetentionPlan.Make(new() { Last = 1 }, backups, Now);
        Assert.Equal(["0630T10", "0101T00", "damaged"], plan.Kept);
        Assert.Equal("damaged", plan.Decisions[^1].Backup.Name);
    }

    [Fact]
    public void Base_OfKeptBackups_StaysOnlyForTheNextDifferential()
    {
        RetentionCandidate[] backups =
        [
            Backup("0630T10") with { Type = "differential", Base = "0628T10" },
            Backup("0629T10") with { Type = "incremental", Base = "0628T10" },
            Backup("0628T10"),
            Backup("0627T10") with { Type = "differential", Base = "0620T10" },
            Backup("0620T10"),
        ];
        Assert.Equal(["0630T10", "0628T10"], RetentionPlan.Make(new() { Last = 1 }, backups, Now).Kept);

        // Packs are kept by reference: whoever reads an incremental needs no other backup's manifest.
        Assert.Equal(["0629T10"], RetentionPlan.Make(new() { Last = 1 }, backups[1..3], Now).Kept);
    }

    [Fact]
    public void Policy_ThatCannotBe_IsRefused()
    {
        RetentionPolicy[] policies =
        [
            new() { Last = -1 }, new() { Yearly = -1 }, new() { Minimum = 0 }, new() { TimeZone = "Mars/Olympus" },
            new() { KeepWithin = TimeSpan.FromDays(-1) },
        ];
        Assert.All(
            policies, policy => Assert.ThrowsAny<ArgumentException>(() => RetentionPlan.Make(policy, [], Now)));
    }

    private static RetentionPlan Make(RetentionPolicy policy, DateTimeOffset now, string backups) =>
        RetentionPlan.Make(policy, backups.Split(' ').Select(Backup), now);

    private static IEnumerable<string> Reasons(RetentionPlan plan, RetentionRule rule) =>
        plan.Decisions.SelectMany(decision => decision.Reasons).Where(reason => reason.Rule == rule)
            .Select(reason => reason.ToString());

    // [yyyy-]MMddTHH[:mm], of 2026 where it does not say; with + verified, with - failed.
    private static RetentionCandidate Backup(string name)
    {
        var text = name.TrimEnd('+', '-');
        text = text.Length > 6 && text[4] == '-' ? text : $"2026-{text}";
        text = text.Contains(':') ? text : $"{text}:00";
        var time = DateTimeOffset.ParseExact(
            text, "yyyy-MMddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var verification = name[^1] switch
        {
            '+' => Verification.Passed,
            '-' => Verification.Failed,
            _ => Verification.None,
        };
        return new RetentionCandidate(name, time, time.AddMinutes(5), Verification: verification);
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
