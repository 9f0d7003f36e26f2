using Npgsql;

namespace BackupOperator.Testing.Servers;

/// <summary>An application that uses the same pool as a backup, as the same user.</summary>
public sealed class PooledApplication(PoolerProcess pooler, string database)
{
    // What a pooler itself keeps apart for each client has no business in the list of settings.
    private const string Settings = """
        select concat_ws(' ', current_setting('search_path'), current_setting('statement_timeout'),
            current_setting('lock_timeout'), current_setting('row_security'), current_setting('application_name'),
            (select string_agg(name, ',' order by name) from pg_settings where source = 'session' and name not in
                ('client_encoding', 'DateStyle', 'TimeZone', 'standard_conforming_strings', 'application_name')),
            (select count(*) from pg_locks where locktype = 'advisory'))
        """;

    /// <summary>What it finds set, each answer once.</summary>
    /// <param name="atOnce">How many connections of the server it uses at the same time.</param>
    /// <param name="inTransactions">Whether the pool has transactions, which hold on to a connection.</param>
    public async Task<string[]> ReadSettingsAsync(int atOnce = 1, bool inTransactions = true)
    {
        var clients = new List<NpgsqlConnection>();
        var found = new List<string>();
        try
        {
            for (var client = 0; client < atOnce; client++)
            {
                clients.Add(new NpgsqlConnection(pooler.ConnectionString(database)));
                await clients[^1].OpenAsync();
                found.Add(await AskAsync(clients[^1], inTransactions));
            }
        }
        finally
        {
            foreach (var client in clients)
            {
                await client.DisposeAsync();
            }
        }

        return [.. found.Distinct()];
    }

    /// <summary>Works until a task has ended, and returns what it found set meanwhile, each answer once.</summary>
    public async Task<string[]> ReadSettingsDuringAsync(Task other)
    {
        var found = new HashSet<string>();
        do
        {
            found.UnionWith(await ReadSettingsAsync());
        }
        while (!other.IsCompleted);
        return [.. found];
    }

    private static async Task<string> AskAsync(NpgsqlConnection client, bool inTransaction)
    {
        if (inTransaction)
        {
            await client.BeginTransactionAsync();
        }

        await using var command = new NpgsqlCommand(Settings, client);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
