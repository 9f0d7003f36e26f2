using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Clients of a connection pooler that find out which of them share a process of the server.</summary>
internal sealed class PoolClients : IAsyncDisposable
{
    /// <summary>What each of them says last.</summary>
    public const string LastStatement = "ROLLBACK";

    // Of PgBouncer, whose errors all have the same code.
    private const string StatementMode = "statement pooling mode";

    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);

    private readonly NpgsqlConnection[] _clients;

    private PoolClients(NpgsqlConnection[] clients) => _clients = clients;

    /// <summary>Opens some at once, so that whoever spreads them over several poolers reaches all of these, and that a
    /// distant server takes no longer for many than for one. Behind a pooler none has a process before its first
    /// statement.</summary>
    public static async Task<PoolClients> OpenAsync(
        NpgsqlDataSource source, int count, CancellationToken cancellationToken)
    {
        Task<NpgsqlConnection>[] opening =
            [.. Enumerable.Range(0, count).Select(_ => source.OpenConnectionAsync(cancellationToken).AsTask())];
        try
        {
            return new PoolClients(await Task.WhenAll(opening));
        }
        catch
        {
            foreach (var opened in opening.Where(static client => client.IsCompletedSuccessfully))
            {
                await (await opened).DisposeAsync();
            }

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
                if (backend == others || !await HasKeptAsync(other, others, client, cancellationToken))
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

    // Who has a process of its own answers as the client does. One that alone does not waits for the client's process,
    // the only one of its pool.
    private static async Task<bool> HasKeptAsync(
        NpgsqlConnection idle, Backend itsBackend, NpgsqlConnection client, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestAnswer);
        try
        {
            return await Backend.OfAsync(idle, limit.Token) == itsBackend;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _ = await Backend.OfAsync(client, cancellationToken);
            return false;
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
            when (exception.MessageText.Contains(StatementMode, StringComparison.OrdinalIgnoreCase))
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
