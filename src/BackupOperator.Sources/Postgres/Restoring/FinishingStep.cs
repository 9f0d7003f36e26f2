namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>A run of <c>pg_restore</c> after the rows, over the head of the database's stream.</summary>
/// <param name="Arguments">What it picks.</param>
/// <param name="InParallel">Whether several connections may share the work.</param>
internal sealed record FinishingStep(IReadOnlyList<string> Arguments, bool InParallel);
