using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Clients of a connection pooler that find out which of them share a process of the server.</summary>
internal sealed class PoolClients : IAsyncDisposable
{
    /// <summary>What each of them says last.</summary>
    public const string LastStatement = "ROLLBACK";

    private readonly List<NpgsqlConnection> _clients = [];

    /// <summary>Opens some at once, so that whoever spreads them over several poolers reaches all of these. None has a
    /// process before its first statement.</summary>
    public static async Task<PoolClients> OpenAsync(
        NpgsqlDataSource source, int count, CancellationToken cancellationToken)
    {
        var opened = new PoolClients();
        try
        {
            for (var client = 0; client < count; client++)
            {
                opened._clients.Add(await source.OpenConnectionAsync(cancellationToken));
            }

            return opened;
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets each ask for a process, one after the other, while two others are idle: the given one, and the
    /// first of these.</summary>
    /// <returns>How it is seen that the pool shares processes; null when it is not.</returns>
    public async Task<string?> FindSharedAsync(
        NpgsqlConnection idle, Backend itsBackend, CancellationToken cancellationToken)
    {
        var kept = new Dictionary<NpgsqlConnection, Backend> { [idle] = itsBackend };
        foreach (var client in _clients)
        {
            if (await TryBeginAsync(client, cancellationToken) is { } refusal)
            {
                return $"it has no transactions: {refusal}";
            }

            var backend = await Backend.OfAsync(client, cancellationToken);
            foreach (var (other, others) in kept)
            {
                if (backend == others || await Backend.OfAsync(other, cancellationToken) != others)
                {
                    return "it shares connections of the server between clients: its pool is not in session mode";
                }
            }

            await client.ExecuteAsync(LastStatement, cancellationToken);
            await KeepFirstAsync(kept, client, backend);
        }

        return null;
    }

    /// <summary>Lets the first ask for a process and leave it.</summary>
    public async Task<Backend> UseFirstAsync(CancellationToken cancellationToken)
    {
        var client = _clients[0];
        await client.ExecuteAsync("BEGIN", cancellationToken);
        var backend = await Backend.OfAsync(client, cancellationToken);
        await client.ExecuteAsync(LastStatement, cancellationToken);
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }
    }

    private static async Task<string?> TryBeginAsync(NpgsqlConnection client, CancellationToken cancellationToken)
    {
        try
        {
            await client.ExecuteAsync("BEGIN", cancellationToken);
            return null;
        }
        catch (PostgresException exception)
        {
            return exception.MessageText;
        }
    }

    // The others leave at once: a small pool has no process for each.
    private async Task KeepFirstAsync(
        Dictionary<NpgsqlConnection, Backend> kept, NpgsqlConnection client, Backend backend)
    {
        if (client == _clients[0])
        {
            kept[client] = backend;
            return;
        }

        await client.DisposeAsync();
    }
}
