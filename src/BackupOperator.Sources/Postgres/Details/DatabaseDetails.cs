namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What a manifest records of one database.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stream">The stream with its dump, but for the rows of tables that have a stream of their own.</param>
/// <param name="RecoveryPoint">When the dump's snapshot began, by the server's clock.</param>
/// <param name="Properties">What is needed to make it again.</param>
/// <param name="Tables">The tables in the dump.</param>
internal sealed record DatabaseDetails(
    string Name,
    string Stream,
    DateTimeOffset RecoveryPoint,
    DatabaseProperties Properties,
    IReadOnlyList<TableDetails> Tables);
