namespace BackupOperator.Repository.Keys;

/// <summary>Whether every kept backup can be opened with the keys at hand.</summary>
/// <param name="Backups">Committed backups that were looked at.</param>
/// <param name="Openable">Those of them whose data keys are all there.</param>
/// <param name="DataKeys">Data keys that open with the given key-encryption key.</param>
/// <param name="Problems">One for each of the others, in the order of their names.</param>
public sealed record EscrowReport(int Backups, int Openable, int DataKeys, IReadOnlyList<EscrowProblem> Problems)
{
    /// <summary>Whether every backup opens.</summary>
    public bool Passed => Problems.Count == 0;
}
