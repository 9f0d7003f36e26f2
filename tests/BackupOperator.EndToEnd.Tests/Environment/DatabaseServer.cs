using System.Text.Json;
using Npgsql;

namespace BackupOperator.EndToEnd.Tests.Environment;

/// <summary>A real PostgreSQL server, reached by the tests on this machine and by pods at its address.</summary>
internal sealed class DatabaseServer
{
    private readonly JsonElement _server;

    private DatabaseServer(string file)
    {
        _server = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
        Password = File.ReadAllText(_server.GetProperty("passwordFile").GetString()!).Trim();
    }

    /// <summary>The oldest server at hand, or the test is skipped.</summary>
    public static DatabaseServer Oldest => new(TestEnvironment.Required("BACKUPOPERATOR_TEST_POSTGRES"));

    /// <summary>A server of a major, or the test is skipped.</summary>
    public static DatabaseServer Of(int major) => new(TestEnvironment.Required($"BACKUPOPERATOR_TEST_POSTGRES_{major}"));

    public string User => _server.GetProperty("user").GetString()!;

    public string Password { get; }

    public int Port => _server.GetProperty("port").GetInt32();

    public string CaFile => _server.GetProperty("caFile").GetString()!;

    /// <summary>Runs statements in a database.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T?> ScalarAsync<T>(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    /// <summary>Creates a database with tables worth a restore: keys, defaults, sequences, blobs, a view and unicode.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="rows">Rows of the larger table; a thousand are about 1 MB of text that hardly compresses.</param>
    public async Task FillAsync(string database, int rows)
    {
        await ExecuteAsync("postgres", $"CREATE DATABASE \"{database}\"");
        await ExecuteAsync(database, $"""
            CREATE SCHEMA sales;
            CREATE TABLE customers (id serial PRIMARY KEY, name text NOT NULL, joined timestamptz DEFAULT now());
            INSERT INTO customers (name) SELECT 'Zoë ' || g FROM generate_series(1, 500) g;
            CREATE TABLE sales.orders (
              id bigserial PRIMARY KEY, customer int REFERENCES customers, note text, payload bytea);
            INSERT INTO sales.orders (customer, note, payload)
              SELECT 1 + g % 500, (SELECT string_agg(md5(g::text || i::text), '') FROM generate_series(1, 30) i), sha256(g::text::bytea)
              FROM generate_series(1, {rows}) g;
            CREATE TABLE temp_scratch (x int);
            INSERT INTO temp_scratch VALUES (1);
            CREATE VIEW sales.busy AS SELECT customer, count(*) AS orders FROM sales.orders GROUP BY customer;
            """);
    }

    /// <summary>Rows and a checksum of every table's content, by schema and name, and every sequence's value.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FingerprintAsync(string database)
    {
        await using var connection = await OpenAsync(database);
        var tables = new List<string>();
        await using (var list = new NpgsqlCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
            connection))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        var fingerprint = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
            await using var sum = new NpgsqlCommand(
                $"SELECT count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '-') FROM {table} t", connection);
            fingerprint[table] = (string)(await sum.ExecuteScalarAsync())!;
        }

        await using var sequences = new NpgsqlCommand(
            "SELECT coalesce(string_agg(schemaname || '.' || sequencename || '=' || coalesce(last_value, 0), ',' ORDER BY 1), '') FROM pg_sequences",
            connection);
        fingerprint["sequences"] = (string)(await sequences.ExecuteScalarAsync())!;
        return fingerprint;
    }

    /// <summary>Drops a database with everything that is connected to it; nothing where there is none.</summary>
    public Task DropAsync(string database) => ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");

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
        await connection.OpenAsync();
        return connection;
    }
}
