using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>When backups are taken.</summary>
public sealed record BackupSchedule
{
    /// <summary>The schedule's name, part of the names of its executions.</summary>
    [Schema(Required = true, Pattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", MaxLength = 30)]
    public string Name { get; set; } = "";

    /// <summary>Minute, hour, day of month, month, day of week, such as <c>0 2 * * 1-5</c>; five fields, no seconds.</summary>
    [Schema(Required = true, MinLength = 9, MaxLength = 200)]
    public string Cron { get; set; } = "";

    /// <summary>What its backups may refer to instead of storing it again: <c>full</c> refers to no earlier pack;
    /// <c>differential</c> to the last full; <c>incremental</c> to the last completed backup, whatever its type. A run that finds
    /// none to refer to is full, and its status says so.</summary>
    [Schema(DefaultJson = "\"full\"")]
    public BackupType Type { get; set; } = BackupType.Full;

    /// <summary>Spreads runs of many policies: each starts up to this long after its slot, but before the next slot, and always
    /// by the same amount for the same policy and slot. Default: none.</summary>
    [Schema(Pattern = Duration.Pattern)]
    public string? Jitter { get; set; }

    /// <summary>What happens to slots that passed while nothing could be started: <c>Skip</c> none of them, <c>RunOnce</c> for
    /// the newest, <c>RunAll</c> one after the other, oldest first. Every slot that is not run is counted in the status.</summary>
    [Schema(DefaultJson = "\"RunOnce\"")]
    public MissedRunPolicy MissedRuns { get; set; } = MissedRunPolicy.RunOnce;

    /// <summary>A slot whose start is overdue by more than this is missed and not made up for. At least 10s.
    /// Default: none with <c>RunOnce</c>, 1d with <c>RunAll</c>, 1m with <c>Skip</c>.</summary>
    [Schema(Pattern = Duration.Pattern)]
    public string? StartingDeadline { get; set; }

    /// <summary>How long a run may take.</summary>
    public RunWindow? Window { get; set; }
}

/// <summary>What happens to slots that passed while nothing could be started.</summary>
public enum MissedRunPolicy
{
    /// <summary>None is made up for.</summary>
    Skip,

    /// <summary>The newest is.</summary>
    RunOnce,

    /// <summary>All are, oldest first, one after the other.</summary>
    RunAll,
}

/// <summary>How long a run may take.</summary>
public sealed record RunWindow
{
    /// <summary>The length of the window, from the start of the run.</summary>
    [Schema(Required = true, Pattern = Contract.Specs.Duration.Pattern, MinLength = 2)]
    public string Duration { get; set; } = "";

    /// <summary>What happens to a run that is longer: <c>Cancel</c> ends it as cancelled, <c>Report</c> lets it go on and says so.</summary>
    [Schema(DefaultJson = "\"Report\"")]
    public WindowOverrun OnOverrun { get; set; } = WindowOverrun.Report;
}

/// <summary>What happens to a run that is longer than its window.</summary>
public enum WindowOverrun
{
    /// <summary>It goes on, and the execution says so.</summary>
    Report,

    /// <summary>It is ended as cancelled.</summary>
    Cancel,
}
