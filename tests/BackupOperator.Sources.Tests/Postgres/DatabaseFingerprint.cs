using BackupOperator.Testing.Servers;
using Npgsql;

namespace BackupOperator.Sources.Tests.Postgres;

/// <summary>All that a database holds: definitions as <c>pg_dump</c> writes them, and checksums of content.</summary>
internal static class DatabaseFingerprint
{
    private const string Tables = """
        select format('%I.%I', n.nspname, c.relname), format(
            'select count(*) || '':'' || coalesce(md5(string_agg(t::text, E''\n'' order by t::text)), '''') '
            'from %s %I.%I t',
            case c.relkind when 'm' then '' else 'only' end, n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and c.relispopulated and n.nspname !~ '^(pg_|information_schema)' order by 1
        """;

    private const string Sequences = """
        select format('%I.%I', n.nspname, c.relname),
            format('select last_value || '':'' || is_called from %I.%I', n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'S' and n.nspname !~ '^(pg_|information_schema)' order by 1
        """;

    // Definitions say nothing about large objects: whose they are, and who may read them, comes with their rows.
    private const string LargeObjects = """
        select oid::text, format(
            'select concat_ws('' '', md5(lo_get(oid)), lomowner::regrole, lomacl::text, '
            'obj_description(oid, ''pg_largeobject'')) from pg_largeobject_metadata where oid = %s', oid)
        from pg_largeobject_metadata order by 1
        """;

    /// <summary>How a line begins that is about content.</summary>
    public const string Content = "content of ";

    /// <summary>One line each, so that a difference shows where it is.</summary>
    public static async Task<IReadOnlyList<string>> FingerprintAsync(
        this PostgresProcess server, string database, params string[] selection)
    {
        var lines = new List<string>();
        await using var connection = new NpgsqlConnection(server.ConnectionString(database));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        foreach (var list in new[] { Tables, Sequences, LargeObjects })
        {
            foreach (var (name, query) in await PairsAsync(connection, list))
            {
                await using var command = new NpgsqlCommand(query, connection);
                lines.Add($"{Content}{name} {await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)}");
            }
        }

        var definitions = await server.TextAsync(database, ["--schema-only", .. selection]);
        return [.. lines, .. definitions.Split('\n')];
    }

    private static async Task<List<(string Name, string Query)>> PairsAsync(NpgsqlConnection connection, string list)
    {
        var pairs = new List<(string, string)>();
        await using var command = new NpgsqlCommand(list, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            pairs.Add((reader.GetString(0), reader.GetString(1)));
        }

        return pairs;
    }
}
