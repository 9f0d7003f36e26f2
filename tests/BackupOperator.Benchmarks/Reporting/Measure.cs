namespace BackupOperator.Benchmarks.Reporting;

/// <summary>What is compared.</summary>
internal enum Measure
{
    Wall,
    Cpu,
    Peak,
    Total,

    /// <summary>All that the store holds after the step.</summary>
    Stored,
}
