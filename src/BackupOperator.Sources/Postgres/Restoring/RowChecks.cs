using System.Globalization;
using BackupOperator.Sources.Postgres.Connections;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Compares rows with the record inside of the transaction that brings them back, so
/// that what differs is never committed.</summary>
internal static class RowChecks
{
    /// <summary>How a failed check begins.</summary>
    public const string Mismatch = "what was restored is not what was backed up: ";

    /// <summary>A statement that fails where a table has not the rows that were counted in the dump's snapshot.</summary>
    public static string Statement(TableDetails table)
    {
        var rows = table.Rows!.Value.ToString(CultureInfo.InvariantCulture);
        var (before, after) = ($"{Mismatch}{table.FullName} has ", $" rows instead of {rows}");
        return $"DO {Sql.Text($"""
            DECLARE found bigint;
            BEGIN
                SELECT count(*) INTO found FROM ONLY {table.SqlName};
                IF found <> {rows} THEN
                    RAISE EXCEPTION USING MESSAGE = {Sql.Text(before)} || found || {Sql.Text(after)};
                END IF;
            END
            """)};\n";
    }
}
