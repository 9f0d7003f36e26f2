using NodaTime;

namespace BackupOperator.Manager.Scheduling;

/// <summary>What one of several expressions matches, as Cronos finds it.</summary>
/// <remarks>
/// Cronos is told that wall-clock time is UTC and knows no zone. Its own walk through zones returns the same instant for ever
/// where winter time is the exception (Dublin, Casablanca), and runs whatever has a range or a step twice in the hour that
/// clocks show twice; <see cref="ScheduleClock"/> states other rules.
/// </remarks>
internal sealed class CronosMatches(IEnumerable<string> expressions) : ICronMatches
{
    private readonly Cronos.CronExpression[] either = [.. expressions.Select(text => Cronos.CronExpression.Parse(text))];

    /// <summary>Before every schedule.</summary>
    public static LocalDateTime Earliest { get; } = new(1970, 1, 1, 0, 0);

    /// <summary>Whether an expression matches at any time: no February has 30 days.</summary>
    public static bool Comes(string expression) => new CronosMatches([expression]).Next(Earliest) is not null;

    /// <inheritdoc />
    public LocalDateTime? Next(LocalDateTime from)
    {
        var time = AsUtc(from);
        return AsLocal(either.Min(expression => expression.GetNextOccurrence(time, inclusive: true)));
    }

    /// <inheritdoc />
    public LocalDateTime? Previous(LocalDateTime before)
    {
        var time = AsUtc(before);
        return AsLocal(either.Max(expression => Previous(expression, time)));
    }

    // On the first day of a month Cronos takes the last day of the month before, also when the expression does not name that
    // month. What is no match is later than the one that is wanted, so the search goes on from there.
    private static DateTime? Previous(Cronos.CronExpression expression, DateTime before)
    {
        var found = expression.GetPreviousOccurrence(before);
        while (found is { } at && expression.GetNextOccurrence(at, inclusive: true) != at)
        {
            found = expression.GetPreviousOccurrence(at);
        }

        return found;
    }

    private static DateTime AsUtc(LocalDateTime time) => DateTime.SpecifyKind(time.ToDateTimeUnspecified(), DateTimeKind.Utc);

    private static LocalDateTime? AsLocal(DateTime? time) => time is { } found ? LocalDateTime.FromDateTime(found) : null;
}
