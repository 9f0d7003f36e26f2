namespace BackupOperator.Repository.Retention;

/// <summary>Why a backup is kept or goes.</summary>
public enum RetentionRule
{
    /// <summary>Goes: no rule keeps it.</summary>
    Expired,

    /// <summary>Kept: the policy has no rule.</summary>
    NoRule,

    /// <summary>Kept: one of the newest, of which never fewer remain.</summary>
    Minimum,

    /// <summary>Kept: one of the last.</summary>
    Last,

    /// <summary>Kept: the newest of an hour.</summary>
    Hourly,

    /// <summary>Kept: the newest of a day.</summary>
    Daily,

    /// <summary>Kept: the newest of a week.</summary>
    Weekly,

    /// <summary>Kept: the newest of a month.</summary>
    Monthly,

    /// <summary>Kept: the newest of a year.</summary>
    Yearly,

    /// <summary>Kept: within the duration before the newest.</summary>
    Within,

    /// <summary>Kept: no newer one is known to be sound.</summary>
    LastVerified,

    /// <summary>Kept: the next differential refers to it.</summary>
    NextBase,

    /// <summary>Kept: under a hold.</summary>
    Held,

    /// <summary>Kept: its record cannot be read, so nobody knows what it is worth.</summary>
    Unreadable,

    /// <summary>Kept and not counted: its time is later than now, so its age cannot be told.</summary>
    InFuture,
}
