using NodaTime;

namespace BackupOperator.Manager.Scheduling;

/// <summary>A five-field schedule, matched against wall-clock time to the minute. Knows no time zone.</summary>
/// <remarks>
/// The rules are those of a Kubernetes CronJob: lists, ranges, steps, names of months and days, 7 for Sunday. When day of
/// month and day of week are both restricted, a day that fits either is meant; <c>*/2</c> restricts, <c>*</c> does not.
/// Cronos means a day that fits both, so it is given two expressions then.
/// </remarks>
internal sealed class CronExpression
{
    private readonly ICronMatches runs;
    private readonly ICronMatches days;
    private readonly Lazy<long> runsPerDay;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="observe">Stands between the expression and what it asks: tests count the steps.</param>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    internal CronExpression(string text, Func<ICronMatches, ICronMatches> observe)
    {
        Text = text;
        var fields = CronForm.Fields(text);
        var (minute, hour, dayOfMonth, month, dayOfWeek) = CronField.Read(fields);
        IReadOnlyList<string> dates = IsAny(fields[2]) || IsAny(fields[4])
            ? [$"{dayOfMonth} {month} {dayOfWeek}"]
            : [$"{dayOfMonth} {month} *", $"* {month} {dayOfWeek}"];
        var coming = dates.Where(date => CronosMatches.Comes($"0 0 {date}")).ToList();
        if (coming.Count == 0)
        {
            throw new FormatException(
                $"\"{text}\" never runs: no month that it names has such a day; write a day that exists, such as 28, " +
                "or leave the month as *");
        }

        EveryHour = fields[1][0] is '*' or '?';
        runs = observe(new CronosMatches(coming.Select(date => $"{minute} {hour} {date}")));
        days = observe(new CronosMatches(coming.Select(date => $"0 0 {date}")));
        runsPerDay = new Lazy<long>(CountOfOneDay);
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the hour begins with <c>*</c>: an interval, which runs on through an hour that clocks show twice.</summary>
    public bool EveryHour { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    public static CronExpression Parse(string text) => new(text, matches => matches);

    /// <summary>The first match at or after a time and before another; null when there is none.</summary>
    public LocalDateTime? Next(LocalDateTime from, LocalDateTime before) =>
        runs.Next(from) is { } found && found < before ? found : null;

    /// <summary>The last match before a time and at or after another; null when there is none.</summary>
    public LocalDateTime? Previous(LocalDateTime before, LocalDateTime from) =>
        runs.Previous(before) is { } found && found >= from ? found : null;

    /// <summary>How many matches lie at or after a time and before another. Only those of the first and the last day are
    /// walked: the days between are walked as days, because every day that matches has the same matches.</summary>
    public long Count(LocalDateTime from, LocalDateTime before)
    {
        var (second, last) = (from.Date.PlusDays(1).AtMidnight(), before.Date.AtMidnight());
        return second >= last
            ? Walk(runs, from, before)
            : Walk(runs, from, second) + (Walk(days, second, last) * runsPerDay.Value) + Walk(runs, last, before);
    }

    private static bool IsAny(string field) => field is "*" or "?" or "*/1";

    private static long Walk(ICronMatches matches, LocalDateTime from, LocalDateTime before)
    {
        var count = 0L;
        for (var at = matches.Next(from); at < before; at = matches.Next(at.Value.PlusMinutes(1)))
        {
            count++;
        }

        return count;
    }

    private long CountOfOneDay()
    {
        var day = days.Next(CronosMatches.Earliest)!.Value;
        return Walk(runs, day, day.PlusDays(1));
    }
}
