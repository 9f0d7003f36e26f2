using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>Decides which databases are dumped, before any is read.</summary>
internal sealed class DatabaseSelection(PostgresServer server, NpgsqlConnection connection)
{
    private const string List = """
        SELECT datname, a.allowed, CASE WHEN a.allowed THEN pg_database_size(oid) ELSE 0 END
        FROM pg_database, LATERAL (SELECT has_database_privilege(oid, 'CONNECT')) a (allowed)
        WHERE datallowconn AND NOT datistemplate ORDER BY datname
        """;

    /// <param name="names">The databases; empty for all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <exception cref="SourceException">One does not exist, or may not be read: leaving
    /// it out would be a partial backup.</exception>
    public async Task<IReadOnlyList<SelectedDatabase>> RunAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var all = await connection.QueryAsync(
            List, static row => new SelectedDatabase(row.GetString(0), row.GetBoolean(1), row.GetInt64(2)),
            cancellationToken);
        if (names.Except(all.Select(database => database.Name)).ToList() is { Count: > 0 } missing)
        {
            throw Refusal(
                $"database {string.Join(", ", missing)} does not exist or allows no connections; " +
                $"there are {Join(all)}");
        }

        var selected = names.Count == 0 ? all : [.. all.Where(database => names.Contains(database.Name))];
        if (selected.Where(database => !database.Allowed).ToList() is { Count: > 0 } closed)
        {
            throw Refusal(
                $"user {server.Endpoint.User} may not connect to database {Join(closed)}: " +
                "grant CONNECT, or list the databases to back up");
        }

        return selected.Count > 0 ? selected : throw Refusal("there is no database to back up");
    }

    private static string Join(IEnumerable<SelectedDatabase> databases) =>
        string.Join(", ", databases.Select(database => database.Name));

    private SourceException Refusal(string why) =>
        new(SourceFailure.BadInput, $"PostgreSQL server {server.Endpoint.Server}: {why}");
}

/// <summary>A database of the server.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Allowed">Whether the user may connect to it.</param>
/// <param name="SizeBytes">Its size on the server, indexes included; 0 where that may not be known.</param>
internal sealed record SelectedDatabase(string Name, bool Allowed, long SizeBytes);
