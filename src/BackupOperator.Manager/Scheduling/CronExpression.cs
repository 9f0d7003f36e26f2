using System.Numerics;
using NodaTime;

namespace BackupOperator.Manager.Scheduling;

/// <summary>A five-field schedule, matched against wall-clock time to the minute. Knows no time zone.</summary>
/// <remarks>
/// The rules are those of a Kubernetes CronJob: lists, ranges, steps, names of months and days, 7 for Sunday. When day of
/// month and day of week are both restricted, a day that fits either is meant; <c>*/2</c> restricts, <c>*</c> does not.
/// </remarks>
internal sealed class CronExpression
{
    private const int MinutesPerDay = 1440;

    private readonly ulong daysOfMonth;
    private readonly ulong months;
    private readonly ulong daysOfWeek;
    private readonly bool eitherDay;
    private readonly int[] minutesOfDay;

    private CronExpression(string text, IReadOnlyList<string> fields)
    {
        Text = text;
        var bits = CronField.All.Zip(fields, (field, value) => field.Parse(value)).ToArray();
        (daysOfMonth, months) = (bits[2], bits[3]);
        daysOfWeek = (bits[4] | (bits[4] >> 7)) & 0x7F;
        eitherDay = !IsAny(fields[2]) && !IsAny(fields[4]);
        minutesOfDay = [.. Enumerable.Range(0, MinutesPerDay).Where(minute => Has(bits[1], minute / 60) && Has(bits[0], minute % 60))];
        EveryHour = fields[1][0] is '*' or '?';
    }

    /// <summary>The expression as it was written.</summary>
    public string Text { get; }

    /// <summary>Whether the hour begins with <c>*</c>: an interval, which runs on through an hour that clocks show twice.</summary>
    public bool EveryHour { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    public static CronExpression Parse(string text)
    {
        var expression = new CronExpression(text, CronForm.Fields(text));
        return expression.CanEverMatch()
            ? expression
            : throw new FormatException(
                $"\"{text}\" never runs: no month that it names has such a day; write a day that exists, such as 28, " +
                "or leave the month as *");
    }

    /// <summary>The first match at or after a time and before another; null when there is none.</summary>
    public LocalDateTime? Next(LocalDateTime from, LocalDateTime before)
    {
        var first = CeilingMinute(from);
        for (var date = from.Date; date.AtMidnight() < before; date = date.PlusDays(1), first = 0)
        {
            if (!MatchesDay(date) || IndexOf(first) is var index && index == minutesOfDay.Length)
            {
                continue;
            }

            var found = At(date, minutesOfDay[index]);
            return found < before ? found : null;
        }

        return null;
    }

    /// <summary>The last match before a time and at or after another; null when there is none.</summary>
    public LocalDateTime? Previous(LocalDateTime before, LocalDateTime from)
    {
        var end = CeilingMinute(before);
        for (var date = before.Date; date >= from.Date; date = date.PlusDays(-1), end = MinutesPerDay)
        {
            if (!MatchesDay(date) || IndexOf(end) is var index && index == 0)
            {
                continue;
            }

            var found = At(date, minutesOfDay[index - 1]);
            return found >= from ? found : null;
        }

        return null;
    }

    /// <summary>How many matches lie at or after a time and before another. The work grows with the days between, not with
    /// the matches.</summary>
    public long Count(LocalDateTime from, LocalDateTime before)
    {
        var count = 0L;
        for (var date = from.Date; date.AtMidnight() < before; date = date.PlusDays(1))
        {
            if (MatchesDay(date))
            {
                var first = date == from.Date ? IndexOf(CeilingMinute(from)) : 0;
                var end = date == before.Date ? IndexOf(CeilingMinute(before)) : minutesOfDay.Length;
                count += Math.Max(0, end - first);
            }
        }

        return count;
    }

    private static bool Has(ulong bits, int value) => (bits & (1UL << value)) != 0;

    private static bool IsAny(string field) => field is "*" or "?" or "*/1";

    private static int CeilingMinute(LocalDateTime time) =>
        (time.Hour * 60) + time.Minute + (time.Second > 0 || time.NanosecondOfSecond > 0 ? 1 : 0);

    private static LocalDateTime At(LocalDate date, int minute) => date.At(new LocalTime(minute / 60, minute % 60));

    private bool MatchesDay(LocalDate date)
    {
        var byMonth = Has(daysOfMonth, date.Day);
        var byWeek = Has(daysOfWeek, (int)date.DayOfWeek % 7);
        return Has(months, date.Month) && (eitherDay ? byMonth || byWeek : byMonth && byWeek);
    }

    private int IndexOf(int minute)
    {
        var index = Array.BinarySearch(minutesOfDay, minute);
        return index >= 0 ? index : ~index;
    }

    private bool CanEverMatch()
    {
        var firstDay = BitOperations.TrailingZeroCount(daysOfMonth);
        // 2000 was a leap year: the longest February counts.
        return eitherDay || Enumerable.Range(1, 12).Any(month => Has(months, month) && firstDay <= DateTime.DaysInMonth(2000, month));
    }
}
