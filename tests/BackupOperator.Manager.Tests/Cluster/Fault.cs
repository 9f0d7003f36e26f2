namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>How a request fails.</summary>
internal enum Fault
{
    /// <summary>The server never got it.</summary>
    BeforeEffect,

    /// <summary>The server did it, and its answer was lost.</summary>
    AfterEffect,

    /// <summary>The server refuses it, and will go on doing so.</summary>
    Forbidden,
}
