using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>A process of the server that serves one session.</summary>
/// <param name="ProcessId">Its id, which another process may have had before.</param>
/// <param name="Start">When it started, in microseconds.</param>
/// <param name="ServerStart">When its server started, for a pooler may have several behind it.</param>
internal sealed record Backend(int ProcessId, long Start, long ServerStart)
{
    private const string Own = """
        SELECT pid, (extract(epoch FROM backend_start) * 1000000)::bigint,
               (extract(epoch FROM pg_catalog.pg_postmaster_start_time()) * 1000000)::bigint
        FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()
        """;

    private const string LastStatement = """
        SELECT query FROM pg_catalog.pg_stat_activity
        WHERE pid = $1 AND (extract(epoch FROM backend_start) * 1000000)::bigint = $2
        """;

    /// <summary>The one that answers a connection's statements now.</summary>
    public static async Task<Backend> OfAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            Own, static row => new Backend(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2)), cancellationToken);
        return found[0];
    }

    /// <summary>The last statement that it ran, seen from another connection; null when it has ended.</summary>
    public async Task<string?> LastStatementAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var found = await connection.QueryAsync(
            LastStatement, static row => row.Text(0) ?? "", cancellationToken, ProcessId, Start);
        return found.FirstOrDefault();
    }
}
