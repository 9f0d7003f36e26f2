using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Counts what came back and compares it with what was recorded in the dump's snapshot.</summary>
/// <param name="Rows">Rows found.</param>
/// <param name="ComparedTables">Tables that had a number to compare with.</param>
internal sealed record RowComparison(long Rows, int ComparedTables)
{
    private const int NamedTables = 10;

    /// <summary>Of a restore whose tables all have been found to hold what was recorded.</summary>
    public static RowComparison AsRecorded(DatabaseRestore restore) => new(
        restore.Tables.Sum(table => table.Rows ?? 0), restore.Tables.Count(table => table.Rows is not null));

    /// <exception cref="SourceException">With <see cref="SourceFailure.Damaged"/>, naming
    /// the tables that differ.</exception>
    public static async Task<RowComparison> RunAsync(
        NpgsqlConnection connection, DatabaseRestore restore, bool exact, CancellationToken cancellationToken)
    {
        long total = 0;
        var compared = 0;
        var differing = new List<string>();
        foreach (var table in restore.Tables.Where(table => table.Rows is not null))
        {
            var rows = await connection.ScalarAsync<long>(
                $"SELECT count(*) FROM ONLY {table.SqlName}", cancellationToken);
            total += rows;
            compared += exact ? 1 : 0;
            if (exact && rows != table.Rows && differing.Count < NamedTables)
            {
                differing.Add($"{table.FullName} has {rows} rows instead of {table.Rows}");
            }
        }

        return differing.Count == 0
            ? new RowComparison(total, compared)
            : throw new SourceException(
                SourceFailure.Damaged,
                $"what was restored of database {restore.Database.Name} is not what was backed up: " +
                $"{string.Join("; ", differing)}");
    }
}
