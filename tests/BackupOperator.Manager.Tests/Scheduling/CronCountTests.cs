using BackupOperator.Manager.Scheduling;
using NodaTime;
using NodaTime.Text;

namespace BackupOperator.Manager.Tests.Scheduling;

/// <summary>Counting is bounded by the days between, whatever the matches: a manager that was away for years counts at once.</summary>
public sealed class CronCountTests
{
    private const int MinutesOfADay = 1440;
    private int steps;

    [Theory]
    [InlineData("* * * * *", 525_600)]
    [InlineData("*/15 3-5 * * *", 4_380)]
    [InlineData("0 0 13 * 5", 61)] // 52 Fridays and twelve thirteenths, three of which are Fridays
    public void Count_OfAYear_AsksNoMoreThanDaysAndThreeDaysOfMinutes(string text, long expected)
    {
        var cron = new CronExpression(text, matches => new CountedMatches(matches, () => steps++));
        Assert.Equal(expected, cron.Count(new LocalDateTime(2026, 1, 1, 0, 0), new LocalDateTime(2027, 1, 1, 0, 0)));
        Assert.InRange(steps, 1, 366 + (3 * (MinutesOfADay + 1)));
    }

    [Fact]
    public void Count_OfMinutesInAZone_AsksThatManyForEachChangeOfTheClocks()
    {
        var cron = new CronExpression("* * * * *", matches => new CountedMatches(matches, () => steps++));
        var clock = new ScheduleClock(cron, ScheduleClock.FindZone("Europe/Berlin"));
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(365 * MinutesOfADay, clock.Count(start, start.AddDays(365)));
        // Winter, summer and winter: each has a first and a last day.
        Assert.InRange(steps, 1, 366 + (8 * (MinutesOfADay + 1)));
    }

    [Theory]
    [InlineData("* * * * *")]
    [InlineData("7,*/20 1,22-23 * * *")]
    [InlineData("30 12 1-7 * 1")]
    [InlineData("0 0 31 2 5")]
    public void Count_FromAnyMinuteToAnyOther_IsWhatAWalkFinds(string text)
    {
        var random = new Random(20261126);
        var cron = CronExpression.Parse(text);
        for (var round = 0; round < 200; round++)
        {
            var from = new LocalDateTime(2027, 12, 20, 0, 0).PlusSeconds(random.Next(40 * 86_400));
            var before = from.PlusSeconds(random.Next(-1000, 30 * 86_400));
            var walked = 0;
            for (var at = cron.Next(from, before); at is not null; at = cron.Next(at.Value.PlusMinutes(1), before))
            {
                walked++;
            }

            Assert.Equal(walked, cron.Count(from, before));
        }
    }

    [Theory]
    [InlineData("0 12 * 1,3 *", "2026-03-01T06:00:00", "2026-01-31T12:00:00")]
    [InlineData("*/40 22-23 * 6 *", "2026-07-01T00:00:00", "2026-06-30T23:40:00")]
    [InlineData("0 12 * 6 *", "2026-06-01T12:00:00", "2025-06-30T12:00:00")]
    [InlineData("0 0 13 1,3 5", "2026-03-01T00:00:00", "2026-01-30T00:00:00")]
    public void Previous_BeforeTheFirstMatchOfAMonth_IsInAMonthThatIsNamed(string text, string before, string expected)
    {
        var read = LocalDateTimePattern.ExtendedIso;
        var found = CronExpression.Parse(text).Previous(read.Parse(before).Value, CronosMatches.Earliest);
        Assert.Equal(expected, found?.ToString("uuuu-MM-ddTHH:mm:ss", null));
    }

    private sealed class CountedMatches(ICronMatches matches, Action step) : ICronMatches
    {
        public LocalDateTime? Next(LocalDateTime from)
        {
            step();
            return matches.Next(from);
        }

        public LocalDateTime? Previous(LocalDateTime before)
        {
            step();
            return matches.Previous(before);
        }
    }
}
