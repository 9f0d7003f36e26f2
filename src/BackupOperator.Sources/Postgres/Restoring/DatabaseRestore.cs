using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>What comes back of one database.</summary>
/// <param name="Database">The database in the backup.</param>
/// <param name="TargetName">Its name on the target.</param>
/// <param name="Tables">The tables that come back.</param>
/// <param name="Scope">Whether that is all of it.</param>
internal sealed record DatabaseRestore(
    DatabaseDetails Database, string TargetName, IReadOnlyList<TableDetails> Tables, RestoreScope Scope);
