namespace BackupOperator.Storage.Tests.Faults;

/// <summary>What a plan does to a call.</summary>
internal enum PlannedFault
{
    None,

    /// <summary>Others overtake it.</summary>
    Delay,

    /// <summary>It fails and is not done.</summary>
    Fail,

    /// <summary>It is done and fails.</summary>
    LoseAnswer,

    /// <summary>A read or a listing fails on its way.</summary>
    BreakOff,

    /// <summary>A put succeeds and stores nothing.</summary>
    Swallow,

    /// <summary>A put succeeds and stores a part.</summary>
    Shorten,

    /// <summary>A read ends too early and says nothing.</summary>
    EndEarly,

    /// <summary>A listing leaves an object out.</summary>
    Omit,
}
