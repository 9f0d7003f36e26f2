namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>A way to load what comes back of a database.</summary>
internal interface IDumpLoad
{
    /// <param name="dump">What comes back.</param>
    /// <param name="preparation">Statements to run first.</param>
    /// <param name="database">The database that takes it; it exists.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    /// <exception cref="SourceException">Not all was loaded.</exception>
    Task RunAsync(
        StoredDump dump, IReadOnlyList<string> preparation, string database, CancellationToken cancellationToken);
}
