using NodaTime;

namespace BackupOperator.Manager.Scheduling;

/// <summary>Wall-clock times that an expression matches, each to the minute.</summary>
internal interface ICronMatches
{
    /// <summary>The first at or after a time; null when there is none any more.</summary>
    LocalDateTime? Next(LocalDateTime from);

    /// <summary>The last before a time; null when there was none yet.</summary>
    LocalDateTime? Previous(LocalDateTime before);
}
