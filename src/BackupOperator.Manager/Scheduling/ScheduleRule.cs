using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Scheduling;

/// <summary>A schedule of a policy, ready to be asked.</summary>
/// <param name="Name">The schedule.</param>
/// <param name="Expression">Expression and time zone, as the status records them.</param>
/// <param name="Clock">When its slots are.</param>
internal sealed record ScheduleRule(string Name, string Expression, ScheduleClock Clock)
{
    // A manager that was replaced in the meantime starts within a minute; a day of hourly runs is made up in a few hours.
    private static readonly TimeSpan OnTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestCatchUp = TimeSpan.FromDays(1);

    private TimeSpan Jitter { get; init; }

    private string PolicyUid { get; init; } = "";

    /// <summary>Whether every slot in time is run, or the newest only.</summary>
    public bool RunsAll { get; private init; }

    /// <summary>How long a start may be overdue; null for any time.</summary>
    public TimeSpan? Deadline { get; private init; }

    /// <summary>Reads a schedule.</summary>
    /// <exception cref="FormatException">The schedule is not valid.</exception>
    public static ScheduleRule From(BackupSchedule schedule, string timeZone, string policyUid) =>
        new(schedule.Name, $"{schedule.Cron} {timeZone}", ScheduleClock.Parse(schedule.Cron, timeZone))
        {
            PolicyUid = policyUid,
            Jitter = Duration.Parse(schedule.Jitter) ?? TimeSpan.Zero,
            RunsAll = schedule.MissedRuns is MissedRunPolicy.RunAll,
            Deadline = Duration.Parse(schedule.StartingDeadline) ?? schedule.MissedRuns switch
            {
                MissedRunPolicy.Skip => OnTime,
                MissedRunPolicy.RunAll => LongestCatchUp,
                _ => null,
            },
        };

    /// <summary>When a slot's run starts: after its jitter, before the next slot, so that starts keep the order of slots.</summary>
    public DateTimeOffset StartOf(DateTimeOffset slot)
    {
        if (Jitter == TimeSpan.Zero)
        {
            return slot;
        }

        var untilNext = Clock.Next(slot) - slot;
        var range = Jitter < untilNext ? Jitter : untilNext;
        return slot + TimeSpan.FromSeconds(Math.Floor(range.TotalSeconds * Fraction(slot)));
    }

    /// <summary>Whether a slot's run may still be started.</summary>
    public bool IsInTime(DateTimeOffset slot, DateTimeOffset now) => Deadline is null || now - StartOf(slot) <= Deadline;

    /// <summary>The newest slot after another whose start has come; null when there is none.</summary>
    public DateTimeOffset? NewestStarted(DateTimeOffset after, DateTimeOffset now)
    {
        var newest = Clock.Last(after, now);
        return newest is { } slot && StartOf(slot) > now ? Clock.Last(after, slot.AddTicks(-1)) : newest;
    }

    /// <summary>The oldest slot after another that may still be started; its start may lie ahead.</summary>
    public DateTimeOffset OldestInTime(DateTimeOffset after, DateTimeOffset now)
    {
        if (Deadline is not { } deadline || now - deadline <= after)
        {
            return Clock.Next(after);
        }

        // Only the last slot before the cut can have a start behind it.
        var cut = now - deadline;
        return Clock.Last(after, cut) is { } slot && StartOf(slot) >= cut ? slot : Clock.Next(cut);
    }

    // In [0, 1), the same for the same slot of the same policy in every process.
    private double Fraction(DateTimeOffset slot)
    {
        var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{PolicyUid}/{Name}/{slot.ToUnixTimeSeconds()}"));
        return BinaryPrimitives.ReadUInt32BigEndian(digest) / (double)(1L << 32);
    }
}
