namespace BackupOperator.Sources;

/// <summary>What was brought back.</summary>
/// <param name="RecoveryPoint">The instant that was brought back.</param>
/// <param name="Databases">Databases.</param>
/// <param name="Tables">Tables.</param>
/// <param name="Rows">Rows found in these tables afterwards.</param>
/// <param name="ComparedTables">Tables whose rows were compared with the number that was recorded.</param>
public sealed record RestoreSummary(
    DateTimeOffset RecoveryPoint, int Databases, int Tables, long Rows, int ComparedTables)
{
    /// <summary>Files brought back, each of their names.</summary>
    public long Files { get; init; }

    /// <summary>Their content in bytes.</summary>
    public long FileBytes { get; init; }
}
