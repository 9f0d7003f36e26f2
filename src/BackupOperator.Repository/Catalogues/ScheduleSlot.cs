namespace BackupOperator.Repository.Catalogues;

/// <summary>The instant of a schedule that a backup was taken for.</summary>
public sealed record ScheduleSlot(string Name, DateTimeOffset At);
