using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Lets nobody make a setting in a session that a connection pooler could hand to somebody else.</summary>
/// <remarks>
/// <para>A server names, when a connection begins, the process that serves it; a pooler cannot, for it chooses one
/// later, and names a number of its own. Behind a pooler settings of ours, and those of <c>pg_dump</c> and
/// <c>pg_restore</c>, may only be made where each connection keeps its process to its end, and where the pooler resets
/// it then.</para>
/// <para>The first is proven by clients that ask for a process in turn, each in a transaction: none ever has the
/// process of one that is idle, and who is idle finds its own again. A pool that shares processes gives such a one
/// away at once, unless the two clients came to different poolers behind one address: so there are many, opened
/// together. The second is seen from outside: the last statement of a process whose client has left. No statement of
/// these sets anything.</para>
/// </remarks>
internal sealed class SessionProof(PostgresEndpoint endpoint) : IDisposable
{
    // Of eight poolers behind one address, three rounds of 16 miss both of those that have an idle client about twice
    // in a million times. A pooler gives a process to no more than three of them at the same time. A proxy that names a
    // number of its own but does not pool gives one to each at its login: the clients of a round, and the connection.
    private const int Rounds = 3;
    private const int ClientsARound = 16;
    private const int AtOnce = 3;

    private static readonly TimeSpan LongestProof = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _proving = new(1);
    private readonly HashSet<string> _proven = [];

    /// <summary>Returns when the connection's session is ours alone.</summary>
    /// <param name="connection">In which nothing was set yet.</param>
    /// <param name="source">Opens more of the same.</param>
    /// <param name="cancellationToken">Ends the proof.</param>
    /// <exception cref="SourceException">A pooler stands in between, and nothing proves that it is so.</exception>
    public async Task RequireAsync(
        NpgsqlConnection connection, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        if (await IsDirectAsync(connection, cancellationToken))
        {
            return;
        }

        // A pooler has a mode for each of its databases.
        await _proving.WaitAsync(cancellationToken);
        try
        {
            if (!_proven.Contains(connection.Database))
            {
                await ProveAsync(connection, source, cancellationToken);
                _proven.Add(connection.Database);
            }
        }
        finally
        {
            _proving.Release();
        }
    }

    public void Dispose() => _proving.Dispose();

    // A pooler without a free process lets this wait, and would go on so for as long as it likes.
    private static async Task<bool> IsDirectAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(ClientEnvironment.ConnectTimeoutSeconds));
        try
        {
            var process = await connection.ScalarAsync<int>("SELECT pg_catalog.pg_backend_pid()", limit.Token);
            return process == connection.ProcessID;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }

    private async Task ProveAsync(
        NpgsqlConnection connection, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestProof);
        try
        {
            var backend = await Backend.OfAsync(connection, limit.Token);
            for (var round = 0; round < Rounds; round++)
            {
                await using var clients = await PoolClients.OpenAsync(source, ClientsARound, limit.Token);
                if (await clients.FindSharedAsync(connection, backend, limit.Token) is { } shared)
                {
                    throw Refusal(connection, shared);
                }
            }

            if (!await PoolReset.IsShownAsync(connection, backend, source, limit.Token))
            {
                throw Refusal(
                    connection,
                    "nothing shows that it resets what a client leaves behind " +
                    "(server_reset_query = DISCARD ALL of PgBouncer)");
            }
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoRoom(
                $"PostgreSQL server {endpoint.Server}, database {connection.Database}: no further connection within " +
                $"{LongestProof.TotalSeconds:0} seconds",
                exception);
        }
        catch (NpgsqlException exception)
        {
            var failure = ConnectionFailure.Explain(endpoint, connection.Database, exception);
            throw failure.IsTransient ? NoRoom(failure.Message, exception) : failure;
        }
    }

    private SourceException Refusal(NpgsqlConnection connection, string why) => new(
        SourceFailure.BadInput,
        $"PostgreSQL server {endpoint.Server}, database {connection.Database}: this is a connection pooler, and " +
        $"{why}: what a backup or restore sets for itself could stay behind in connections of the application; " +
        "nothing was set; use the server's direct address, or a pool in session mode");

    // That it is full now says nothing about its mode.
    private static SourceException NoRoom(string what, Exception exception) => new(
        SourceFailure.Unreachable,
        $"{what}: this is a connection pooler or proxy, and whether its sessions are ours alone is not known yet; " +
        $"nothing was set; to know takes up to {ClientsARound + 1} connections at once, {AtOnce} of them in use: " +
        "give the pool and the server's max_connections room for them, or use the server's direct address",
        exception);
}
