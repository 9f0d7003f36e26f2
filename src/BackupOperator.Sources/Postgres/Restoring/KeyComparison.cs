using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Compares keys and indexes of tables that came back with those that they had.</summary>
internal static class KeyComparison
{
    private const int NamedTables = 10;

    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/>, naming the keys and indexes that
    /// differ.</exception>
    public static async Task RunAsync(
        NpgsqlConnection connection, string database, IEnumerable<KeyCheck> checks, CancellationToken cancellationToken)
    {
        var differing = new List<string>();
        foreach (var check in checks)
        {
            if (await connection.ScalarAsync<string>(check.Query, cancellationToken) is { } problem
                && differing.Count < NamedTables)
            {
                differing.Add(problem);
            }
        }

        if (differing.Count > 0)
        {
            throw new SourceException(
                SourceFailure.Damaged, $"{RowChecks.Mismatch}in database {database}: {string.Join("; ", differing)}");
        }
    }
}
