using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace BackupOperator.Agent.Tests.Versions;

/// <summary>A server of a certain major that the environment has raised. Tests share it: each makes databases of its
/// own.</summary>
internal sealed class MajorServer
{
    private const string Tables = """
        select format('%I.%I', n.nspname, c.relname), format(
            'select count(*) || '':'' || coalesce(md5(string_agg(t::text, E''\n'' order by t::text)), '''') '
            'from %s %I.%I t',
            case c.relkind when 'm' then '' else 'only' end, n.nspname, c.relname)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'm') and n.nspname !~ '^(pg_|information_schema)' order by 1
        """;

    // Newer majors show views in another way, and not null as a constraint: what all spell alike is compared. The
    // system's own relations have lower numbers.
    private static readonly string[] Definitions =
    [
        "select indexdef from pg_indexes where schemaname !~ '^pg_' order by 1",
        "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint " +
            "where conrelid >= 16384 and contype <> 'n' order by 1",
        "select schemaname || '.' || sequencename || ' ' || coalesce(last_value, 0) from pg_sequences order by 1",
        "select tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal order by 1",
        "select policyname || ' ' || tablename from pg_policies order by 1",
        "select viewname from pg_views where schemaname !~ '^(pg_|information_schema)' order by 1",
        "select oid || ' ' || md5(lo_get(oid)) from pg_largeobject_metadata order by 1",
    ];

    private readonly JsonElement _connection;

    private MajorServer(string file)
    {
        _connection = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Password = File.ReadAllText(_connection.GetProperty("passwordFile").GetString()!);
    }

    public int Port => _connection.GetProperty("port").GetInt32();

    public int Major => _connection.GetProperty("major").GetInt32();

    public string User => _connection.GetProperty("user").GetString()!;

    public string Password { get; }

    /// <summary>The server of a major; skips the test where it was not raised.</summary>
    public static MajorServer Require(int major)
    {
        var variable = string.Create(CultureInfo.InvariantCulture, $"BACKUPOPERATOR_TEST_POSTGRES_{major}");
        var file = Environment.GetEnvironmentVariable(variable);
        Assert.SkipUnless(file is { Length: > 0 }, $"{variable} is not set: there is no PostgreSQL {major}");
        return new MajorServer(file!);
    }

    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task DropAsync(string database) =>
        await ExecuteAsync("postgres", $"drop database if exists {database} with (force)");

    public async Task<bool> HasAsync(string database)
    {
        await using var connection = await OpenAsync("postgres");
        return (await ReadAsync(connection, "select datname from pg_database")).Contains(database);
    }

    /// <summary>Rows of each table as a checksum, and definitions; one line each.</summary>
    public async Task<IReadOnlyList<string>> FingerprintAsync(string database)
    {
        await using var connection = await OpenAsync(database);
        var lines = new List<string>();
        foreach (var pair in await ReadAsync(connection, Tables))
        {
            var (name, query) = (pair.Split('\0')[0], pair.Split('\0')[1]);
            lines.AddRange((await ReadAsync(connection, query)).Select(row => $"{name} {row}"));
        }

        foreach (var query in Definitions)
        {
            lines.AddRange(await ReadAsync(connection, query));
        }

        return lines;
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string query)
    {
        var rows = new List<string>();
        await using var command = new NpgsqlCommand(query, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(string.Join('\0', Enumerable.Range(0, reader.FieldCount).Select(reader.GetString)));
        }

        return rows;
    }

    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = Port,
            Username = User,
            Password = Password,
            Database = database,
            Pooling = false,
        }.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        return connection;
    }
}
