using BackupOperator.Manager.Scheduling;
using NodaTime;

namespace BackupOperator.Manager.Tests.Scheduling;

/// <summary>Every row is what a person would write on paper for that night, in UTC.</summary>
public sealed class ScheduleClockTests
{
    [Theory]
    // Berlin, 29 March 2026: 02:00 to 03:00 does not exist, 03:00 is 01:00 UTC.
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-03-28T12:00", "03-29T01:00 03-30T00:30")]
    [InlineData("Europe/Berlin", "0,15,30,45 2 * * *", "2026-03-28T12:00", "03-29T01:00 03-30T00:00 03-30T00:15")]
    [InlineData("Europe/Berlin", "0 2,3 * * *", "2026-03-28T12:00", "03-29T01:00 03-30T00:00 03-30T01:00")]
    [InlineData("Europe/Berlin", "0 3 * * *", "2026-03-28T12:00", "03-29T01:00 03-30T01:00")]
    [InlineData("Europe/Berlin", "*/30 * * * *", "2026-03-29T00:00", "03-29T00:30 03-29T01:00 03-29T01:30")]
    [InlineData("Europe/Berlin", "0 */2 * * *", "2026-03-28T22:30", "03-28T23:00 03-29T01:00 03-29T02:00")]
    // Berlin, 25 October 2026: 02:00 to 03:00 is shown twice, first at 00:00 UTC, again at 01:00 UTC.
    [InlineData("Europe/Berlin", "30 2 * * *", "2026-10-24T12:00", "10-25T00:30 10-26T01:30")]
    [InlineData("Europe/Berlin", "*/30 2 * * *", "2026-10-24T12:00", "10-25T00:00 10-25T00:30 10-26T01:00")]
    [InlineData("Europe/Berlin", "0 3 * * *", "2026-10-24T12:00", "10-25T02:00 10-26T02:00")]
    [InlineData("Europe/Berlin", "30 * * * *", "2026-10-24T23:00", "10-24T23:30 10-25T00:30 10-25T01:30 10-25T02:30")]
    [InlineData("Europe/Berlin", "0 */2 * * *", "2026-10-24T21:00", "10-24T22:00 10-25T00:00 10-25T01:00 10-25T03:00")]
    [InlineData("Europe/Berlin", "0 0-23 * * *", "2026-10-24T23:30", "10-25T00:00 10-25T02:00 10-25T03:00")]
    // New York, 8 March and 1 November 2026.
    [InlineData("America/New_York", "30 2 * * *", "2026-03-07T12:00", "03-08T07:00 03-09T06:30")]
    [InlineData("America/New_York", "30 1 * * *", "2026-10-31T12:00", "11-01T05:30 11-02T06:30")]
    [InlineData("America/New_York", "*/20 * * * *", "2026-11-01T05:30", "11-01T05:40 11-01T06:00 11-01T06:20 11-01T06:40 11-01T07:00")]
    // Lord Howe, half an hour: 02:00 to 02:30 missing on 4 October 2026, 01:30 to 02:00 twice on 5 April 2026.
    [InlineData("Australia/Lord_Howe", "15 2 * * *", "2026-10-02T20:00", "10-03T15:30 10-04T15:15")]
    [InlineData("Australia/Lord_Howe", "45 1 * * *", "2026-04-03T20:00", "04-04T14:45 04-05T15:15")]
    [InlineData("Australia/Lord_Howe", "45 * * * *", "2026-04-04T14:00", "04-04T14:45 04-04T15:15 04-04T16:15")]
    // Santiago, midnight to 01:00 missing on 6 September 2026; 23:00 to midnight twice on 4 April 2026.
    [InlineData("America/Santiago", "0 0 * * *", "2026-09-05T12:00", "09-06T04:00 09-07T03:00")]
    [InlineData("America/Santiago", "30 0 * * 0", "2026-09-05T12:00", "09-06T04:00 09-13T03:30")]
    [InlineData("America/Santiago", "30 23 * * 6", "2026-04-04T12:00", "04-05T02:30 04-12T03:30")]
    // Apia left out 30 December 2011: Thursday the 29th ended at 10:00 UTC on the 30th, and Saturday the 31st began.
    [InlineData("Pacific/Apia", "0 1 * * *", "2011-12-29T00:00", "12-29T11:00 12-30T10:00 12-30T11:00")]
    [InlineData("Pacific/Apia", "0 1 30 12 *", "2011-12-29T00:00", "12-30T10:00 12-29T11:00")]
    [InlineData("Pacific/Apia", "0 12 * * 5", "2011-12-29T00:00", "12-30T10:00 01-05T22:00")]
    // Leap days, and a hundred years without one.
    [InlineData("UTC", "0 0 29 2 *", "2026-01-01T00:00", "02-29T00:00 02-29T00:00")]
    [InlineData("UTC", "0 0 29 2 *", "2097-01-01T00:00", "02-29T00:00")]
    public void Clock_IsChangedInTheNight_RunsAsStated(string zone, string cron, string after, string expected)
    {
        var clock = ScheduleClock.Parse(cron, zone);
        var at = Utc(after);
        var runs = expected.Split(' ').Select(_ => (at = clock.Next(at)).ToString("MM-ddTHH:mm")).ToList();
        Assert.Equal(expected, string.Join(' ', runs));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026)]
    [InlineData("America/New_York", 2026)]
    [InlineData("Australia/Lord_Howe", 2026)]
    [InlineData("America/Santiago", 2026)]
    [InlineData("Pacific/Apia", 2011)]
    [InlineData("Africa/Casablanca", 2026)]
    [InlineData("Asia/Kathmandu", 2026)]
    public void Clock_IsComparedWithEveryMinuteOfAYear_RunsWhereTheRulesSay(string zoneName, int year)
    {
        foreach (var cron in new[] { "30 2 * * *", "*/40 * * * *", "0 0 * * *", "20,50 1-3 * * 6,0", "10 */3 * * *", "45 23 * * *" })
        {
            var zone = ScheduleClock.FindZone(zoneName);
            var clock = ScheduleClock.Parse(cron, zoneName);
            var (start, end) = (Utc($"{year}-01-01T00:00"), Utc($"{year + 1}-01-03T00:00"));
            var expected = EveryMinute(CronExpression.Parse(cron), zone, start, end);
            var forward = Walk(clock, start, end);

            Assert.Equal(expected, forward);
            Assert.Equal(expected.Count, clock.Count(start, end));
            Assert.Equal(expected.AsEnumerable().Reverse(), WalkBack(clock, start, end));
        }
    }

    [Fact]
    public void Clock_CountsPartsOfTheTime_CountsTheSameAsTheWhole()
    {
        var random = new Random(20261120);
        var clock = ScheduleClock.Parse("*/25 * * * *", "Europe/Berlin");
        var (start, end) = (Utc("2026-03-20T00:00"), Utc("2026-11-05T00:00"));
        var runs = Walk(clock, start, end);
        for (var round = 0; round < 300; round++)
        {
            var cut = runs[random.Next(runs.Count)].AddSeconds(random.Next(-120, 120));
            Assert.Equal(runs.Count, clock.Count(start, cut) + clock.Count(cut, end));
            Assert.Equal(runs.Last(run => run <= cut), clock.Last(start, cut));
            Assert.Equal(runs.First(run => run > cut), clock.Next(cut));
        }
    }

    [Fact]
    public void Clock_CountsEveryMinuteOfAHundredYears_NeedsNoMinuteForIt()
    {
        var clock = ScheduleClock.Parse("* * * * *", "Europe/Berlin");
        Assert.Equal(52_594_560, clock.Count(Utc("2026-01-01T00:00"), Utc("2126-01-01T00:00")));
    }

    [Theory]
    [InlineData("Europe/Atlantis")]
    [InlineData("CEST")]
    [InlineData("")]
    public void Zone_IsUnknown_IsRefusedWithAnExample(string name)
    {
        var refusal = Assert.Throws<FormatException>(() => ScheduleClock.FindZone(name));
        Assert.Contains("write an IANA name such as Europe/Berlin", refusal.Message);
    }

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text + "Z");

    // The rules once more, in the plainest way: look at a clock on the wall every minute.
    private static List<DateTimeOffset> EveryMinute(
        CronExpression cron, DateTimeZone zone, DateTimeOffset start, DateTimeOffset end)
    {
        var runs = new List<DateTimeOffset>();
        var newest = Local(zone, start);
        for (var at = start.AddMinutes(1); at <= end; at = at.AddMinutes(1))
        {
            var shown = Local(zone, at);
            var skipped = shown > newest.PlusMinutes(1) && Matches(cron, newest.PlusMinutes(1), shown);
            var unseen = shown > newest || cron.EveryHour;
            if (skipped || (unseen && Matches(cron, shown, shown.PlusMinutes(1))))
            {
                runs.Add(at);
            }

            newest = LocalDateTime.Max(newest, shown);
        }

        return runs;
    }

    private static bool Matches(CronExpression cron, LocalDateTime from, LocalDateTime before) => cron.Next(from, before) is not null;

    private static LocalDateTime Local(DateTimeZone zone, DateTimeOffset at) => Instant.FromDateTimeOffset(at).InZone(zone).LocalDateTime;

    private static List<DateTimeOffset> Walk(ScheduleClock clock, DateTimeOffset start, DateTimeOffset end)
    {
        var runs = new List<DateTimeOffset>();
        for (var at = clock.Next(start); at <= end; at = clock.Next(at))
        {
            runs.Add(at);
        }

        return runs;
    }

    private static List<DateTimeOffset> WalkBack(ScheduleClock clock, DateTimeOffset start, DateTimeOffset end)
    {
        var runs = new List<DateTimeOffset>();
        for (var at = clock.Last(start, end); at is not null; at = clock.Last(start, at.Value.AddTicks(-1)))
        {
            runs.Add(at.Value);
        }

        return runs;
    }
}
