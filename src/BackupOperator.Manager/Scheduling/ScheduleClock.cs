using NodaTime;

namespace BackupOperator.Manager.Scheduling;

/// <summary>The instants at which an expression runs in a time zone. Pure: it is told the time.</summary>
/// <remarks>
/// Where clocks go forward, all runs within the time that does not exist happen once, at its end; a run due at that very
/// minute is the same run. Where clocks go back, a run happens once, the first time; but an expression whose hour begins
/// with <c>*</c> names an interval and runs in both hours. Any change of the offset is treated so: half an hour, midnight, a
/// whole day at the date line.
/// </remarks>
internal sealed class ScheduleClock(CronExpression expression, DateTimeZone zone)
{
    // 29 February comes after at most eight years (1896 to 1904, 2096 to 2104).
    private static readonly NodaTime.Duration Horizon = NodaTime.Duration.FromDays(9 * 366);

    /// <summary>The expression.</summary>
    public CronExpression Expression => expression;

    /// <summary>Makes a clock from what a policy says.</summary>
    /// <exception cref="FormatException">The expression or the zone is none; says what to write instead.</exception>
    public static ScheduleClock Parse(string cron, string timeZone) => new(CronExpression.Parse(cron), FindZone(timeZone));

    /// <summary>Finds a zone by its IANA name.</summary>
    /// <exception cref="FormatException">There is none of that name.</exception>
    public static DateTimeZone FindZone(string name) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(name)
        ?? throw new FormatException($"\"{name}\" is no time zone; write an IANA name such as Europe/Berlin, or UTC");

    /// <summary>The first run after an instant.</summary>
    public DateTimeOffset Next(DateTimeOffset after)
    {
        var start = Instant.FromDateTimeOffset(after);
        for (var at = start; at < start + Horizon;)
        {
            var segment = Segment.At(zone, at);
            if (segment.Begin > start && MakesUp(segment))
            {
                return segment.Begin.ToDateTimeOffset();
            }

            if (expression.Next(segment.After(start, First(segment)), segment.LocalEnd) is { } local)
            {
                return segment.ToInstant(local).ToDateTimeOffset();
            }

            at = segment.End;
        }

        throw new InvalidOperationException($"\"{expression.Text}\" does not run within nine years after {after:O}");
    }

    /// <summary>The last run after one instant and at or before another; null when there is none.</summary>
    public DateTimeOffset? Last(DateTimeOffset after, DateTimeOffset until)
    {
        var (start, end) = (Instant.FromDateTimeOffset(after), Instant.FromDateTimeOffset(until));
        for (var at = end; at > start;)
        {
            var segment = Segment.At(zone, at);
            if (expression.Previous(segment.Until(end), segment.After(start, First(segment))) is { } local)
            {
                return segment.ToInstant(local).ToDateTimeOffset();
            }

            if (segment.Begin > start && MakesUp(segment))
            {
                return segment.Begin.ToDateTimeOffset();
            }

            at = segment.Begin - NodaTime.Duration.Epsilon;
        }

        return null;
    }

    /// <summary>How many runs lie after one instant and at or before another. The work grows with the days between.</summary>
    public long Count(DateTimeOffset after, DateTimeOffset until)
    {
        var (start, end) = (Instant.FromDateTimeOffset(after), Instant.FromDateTimeOffset(until));
        var count = 0L;
        for (var at = start; at <= end;)
        {
            var segment = Segment.At(zone, at);
            count += expression.Count(segment.After(start, First(segment)), segment.Until(end));
            if (segment.Begin > start && MakesUp(segment) && !Matches(segment.LocalBegin))
            {
                count++;
            }

            at = segment.End;
        }

        return count;
    }

    /// <summary>An instant as clocks in the zone show it, with the offset: <c>2026-03-29 03:00 +02:00</c>.</summary>
    public static string Format(DateTimeOffset instant, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Instant.FromDateTimeOffset(instant).InZone(zone).ToDateTimeOffset().ToString("yyyy-MM-dd HH:mm zzz");
    }

    private LocalDateTime First(Segment segment) => expression.EveryHour ? segment.LocalBegin : segment.FirstUnseen;

    private bool MakesUp(Segment segment) =>
        segment.LocalBefore < segment.LocalBegin && expression.Next(segment.LocalBefore, segment.LocalBegin) is not null;

    private bool Matches(LocalDateTime local) => expression.Next(local, local.PlusTicks(1)) is not null;
}
