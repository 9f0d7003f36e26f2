using BackupOperator.Manager.Scheduling;
using NodaTime;

namespace BackupOperator.Manager.Tests.Scheduling;

public sealed class CronExpressionTests
{
    private static readonly LocalDateTime Start = new(2026, 11, 20, 16, 30, 0);

    [Theory]
    [InlineData("* * * * *", "2026-11-20T16:30:00")]
    [InlineData("0 2 * * *", "2026-11-21T02:00:00")]
    [InlineData("30 16 * * *", "2026-11-20T16:30:00")]
    [InlineData("29 16 * * *", "2026-11-21T16:29:00")]
    [InlineData("*/15 * * * *", "2026-11-20T16:30:00")]
    [InlineData("7/20 * * * *", "2026-11-20T16:47:00")]
    [InlineData("5-10,50-59/3 16 * * *", "2026-11-20T16:50:00")]
    [InlineData("0 0 * * 7", "2026-11-22T00:00:00")]
    [InlineData("0 0 * * 0", "2026-11-22T00:00:00")]
    [InlineData("0 0 * * SUN", "2026-11-22T00:00:00")]
    [InlineData("0 0 * * 5-7", "2026-11-21T00:00:00")]
    [InlineData("0 0 * * mon-Fri", "2026-11-23T00:00:00")]
    [InlineData("0 0 1 JAN,mar *", "2027-01-01T00:00:00")]
    [InlineData("0 0 29 2 *", "2028-02-29T00:00:00")]
    [InlineData("0 0 31 * *", "2026-12-31T00:00:00")]
    [InlineData("0 0 ? * 1", "2026-11-23T00:00:00")]
    [InlineData("  0\t2  * * 1-5 ", "2026-11-23T02:00:00")]
    public void Expression_IsAskedForItsNextMatch_AnswersAsACronJobWould(string text, string expected)
    {
        var next = CronExpression.Parse(text).Next(Start, Start.PlusYears(9));
        Assert.Equal(expected, next?.ToString("uuuu-MM-ddTHH:mm:ss", null));
    }

    [Theory]
    [InlineData("0 0 13 * 5", "2026-11-27,2026-12-04,2026-12-11,2026-12-13")] // either day
    [InlineData("0 0 13 * *", "2026-12-13,2027-01-13,2027-02-13,2027-03-13")]
    [InlineData("0 0 * * 5", "2026-11-27,2026-12-04,2026-12-11,2026-12-18")]
    [InlineData("0 0 */10 * 5", "2026-11-21,2026-11-27,2026-12-01,2026-12-04")] // a step restricts, as in Kubernetes
    public void Expression_RestrictsBothDayFields_MatchesEither(string text, string expected)
    {
        var cron = CronExpression.Parse(text);
        var found = new List<string>();
        for (var at = Start; found.Count < 4; at = at.PlusMinutes(1))
        {
            at = cron.Next(at, at.PlusYears(9))!.Value;
            found.Add(at.Date.ToString("uuuu-MM-dd", null));
        }

        Assert.Equal(expected, string.Join(',', found));
    }

    [Theory]
    [InlineData("", "the expression is empty; write five fields")]
    [InlineData("* * * *", "has 4 fields; write five")]
    [InlineData("0 0 2 * * *", "has six fields; write five (minute, hour, day of month, month, day of week), without seconds: \"0 2 * * *\"")]
    [InlineData("0 0 2 * * * 2027", "has 7 fields; write five")]
    [InlineData("@daily", "@daily is not supported; write \"0 0 * * *\"")]
    [InlineData("@every 1h", "@every is not supported; write five fields")]
    [InlineData("CRON_TZ=Europe/Berlin 0 2 * * *", "set spec.timeZone")]
    [InlineData("60 * * * *", "the minute 60 is out of range; write 0 to 59")]
    [InlineData("0 24 * * *", "the hour 24 is out of range; write 0 to 23")]
    [InlineData("0 0 0 * *", "the day of month 0 is out of range; write 1 to 31")]
    [InlineData("0 0 32 * *", "the day of month 32 is out of range; write 1 to 31")]
    [InlineData("0 0 1 13 *", "the month 13 is out of range; write 1 to 12")]
    [InlineData("0 0 * * 8", "the day of week 8 is out of range; write 0 to 7")]
    [InlineData("0 22-4 * * *", "the range 22-4 of hour is empty; write the smaller end first, or two ranges such as 22-23,0-4")]
    [InlineData("*/0 * * * *", "the step 0 of minute is no positive number")]
    [InlineData("*/90 * * * *", "the step 90 of minute is longer than the field, which starts again at 0; write at most 59")]
    [InlineData("0 0 * foo *", "\"foo\" is no month; write 1 to 12 or jan to dec")]
    [InlineData("0 0 L * *", "\"L\" is no day of month")]
    [InlineData("0 0 * * 5#2", "\"5#2\" is no day of week")]
    [InlineData("-5 * * * *", "\"\" is no minute")]
    [InlineData("+5 * * * *", "\"+5\" is no minute")]
    [InlineData("1,,2 * * * *", "\"\" is no minute")]
    [InlineData("1/2/3 * * * *", "\"1/2/3\" is no minute")]
    [InlineData("0 0 31 2 *", "never runs")]
    [InlineData("0 0 30 2 *", "never runs")]
    [InlineData("0 0 31 4,6,9,11 *", "never runs")]
    public void Expression_IsNotValid_IsRefusedWithWhatToWriteInstead(string text, string expected)
    {
        var refusal = Assert.Throws<FormatException>(() => CronExpression.Parse(text));
        Assert.Contains(expected, refusal.Message);
    }

    [Theory]
    [InlineData("*/7 3-5 * * 1")]
    [InlineData("* * * * *")]
    [InlineData("0 0 29 2 *")]
    [InlineData("15,45 */6 1-7 * 0")]
    public void Expression_IsCountedAndWalkedBothWays_FindsTheSameMatches(string text)
    {
        var cron = CronExpression.Parse(text);
        var (from, before) = (new LocalDateTime(2027, 12, 30, 3, 12, 30), new LocalDateTime(2028, 3, 2, 4, 59, 0));
        var forward = new List<LocalDateTime>();
        for (var at = cron.Next(from, before); at is not null; at = cron.Next(at.Value.PlusMinutes(1), before))
        {
            forward.Add(at.Value);
        }

        var backward = new List<LocalDateTime>();
        for (var at = cron.Previous(before, from); at is not null; at = cron.Previous(at.Value, from))
        {
            backward.Insert(0, at.Value);
        }

        Assert.NotEmpty(forward);
        Assert.Equal(forward, backward);
        Assert.Equal(forward.Count, cron.Count(from, before));
    }
}
