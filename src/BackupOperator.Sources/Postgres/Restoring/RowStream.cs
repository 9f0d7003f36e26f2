namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Rows that come back from one stream.</summary>
/// <param name="Stream">The stream; null where the head of the database's stream holds all that is wanted of
/// it.</param>
/// <param name="Arguments">What <c>pg_restore</c> picks of it.</param>
internal sealed record RowStream(string? Stream, IReadOnlyList<string> Arguments);
