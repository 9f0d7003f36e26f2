namespace BackupOperator.Sources;

/// <summary>The ways in which a source or a target fails, told apart by who can mend them.</summary>
public enum SourceFailure
{
    /// <summary>What was asked for cannot work: a wrong name, password or option.</summary>
    BadInput,

    /// <summary>No connection, a connection that broke, a server that starts or stops, a lock
    /// that somebody else keeps: transient.</summary>
    Unreachable,

    /// <summary>The server, or a client program, refused the work for a reason of its own.</summary>
    Refused,

    /// <summary>The target holds data that may not be replaced.</summary>
    TargetNotEmpty,

    /// <summary>What was stored is not what was read, or what was restored is not what was stored.</summary>
    Damaged,
}
