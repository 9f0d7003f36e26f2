using NodaTime;
using NodaTime.TimeZones;

namespace BackupOperator.Manager.Scheduling;

/// <summary>A time during which a zone keeps one offset, so that wall-clock time runs evenly.</summary>
/// <param name="Begin">The first instant.</param>
/// <param name="End">The instant after the last.</param>
/// <param name="Offset">What clocks are ahead of UTC.</param>
/// <param name="LocalBefore">What clocks would have shown at <paramref name="Begin"/>, had nothing changed.</param>
internal readonly record struct Segment(Instant Begin, Instant End, Offset Offset, LocalDateTime LocalBefore)
{
    // Schedules know nothing before the epoch, and no end of time that a calendar could not name.
    private static readonly Instant Earliest = Instant.FromUnixTimeSeconds(0);
    private static readonly Instant Latest = Instant.FromUtc(9000, 1, 1, 0, 0);

    /// <summary>What clocks show at <see cref="Begin"/>.</summary>
    public LocalDateTime LocalBegin => Local(Begin);

    /// <summary>What clocks would show at <see cref="End"/>, did nothing change.</summary>
    public LocalDateTime LocalEnd => Local(End);

    /// <summary>The first wall-clock time that the segment before did not show already.</summary>
    public LocalDateTime FirstUnseen => LocalDateTime.Max(LocalBegin, LocalBefore);

    /// <summary>The segment of an instant.</summary>
    public static Segment At(DateTimeZone zone, Instant at)
    {
        var interval = zone.GetZoneInterval(at);
        var begin = interval.HasStart && interval.Start > Earliest ? interval.Start : Earliest;
        var end = interval.HasEnd && interval.End < Latest ? interval.End : Latest;
        return new Segment(begin, end, interval.WallOffset, Before(zone, interval, begin));
    }

    /// <summary>Wall-clock times after an instant, yet not before <paramref name="first"/>.</summary>
    public LocalDateTime After(Instant start, LocalDateTime first) =>
        start < Begin ? first : LocalDateTime.Max(first, Local(start + NodaTime.Duration.FromTicks(1)));

    /// <summary>The end (exclusive) of wall-clock times up to an instant.</summary>
    public LocalDateTime Until(Instant end) => end >= End ? LocalEnd : Local(end + NodaTime.Duration.FromTicks(1));

    /// <summary>The instant at which clocks of this segment show a time.</summary>
    public Instant ToInstant(LocalDateTime local) => local.WithOffset(Offset).ToInstant();

    private LocalDateTime Local(Instant instant) => instant.WithOffset(Offset).LocalDateTime;

    private static LocalDateTime Before(DateTimeZone zone, ZoneInterval interval, Instant begin)
    {
        var offset = begin > Earliest
            ? zone.GetUtcOffset(begin - NodaTime.Duration.Epsilon)
            : interval.WallOffset;
        return begin.WithOffset(offset).LocalDateTime;
    }
}
