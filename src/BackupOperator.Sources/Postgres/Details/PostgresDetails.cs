namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What a manifest records of a PostgreSQL source.</summary>
/// <param name="Version">The version of this record; a reader refuses one that it does not know.</param>
/// <param name="ServerVersion">Such as <c>15.18</c>.</param>
/// <param name="ServerMajor">Such as 15.</param>
/// <param name="ClientMajor">The major of the <c>pg_dump</c> that wrote the dumps: an
/// older <c>pg_restore</c> cannot read them.</param>
/// <param name="GlobalsStream">The stream with roles and tablespaces; null where they were not asked for.</param>
/// <param name="Selection">What was included and excluded; null where everything was taken.</param>
/// <param name="ExactRowCounts">Whether rows were counted as they were dumped, rather than estimated.</param>
/// <param name="Databases">The databases.</param>
internal sealed record PostgresDetails(
    int Version,
    string ServerVersion,
    int ServerMajor,
    int ClientMajor,
    string? GlobalsStream,
    PostgresSelection? Selection,
    bool ExactRowCounts,
    IReadOnlyList<DatabaseDetails> Databases)
{
    /// <summary>Tables may have a stream of their own. In version 1 none has; all else is the same.</summary>
    public const int CurrentVersion = 2;

    public const int OldestVersion = 1;

    public string Kind { get; init; } = "postgres";
}
