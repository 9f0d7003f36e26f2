using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Sees whether a connection pooler resets what a client leaves behind.</summary>
internal static class PoolReset
{
    // Taken over by somebody else before it could be looked at, or of a server that the connection cannot look into:
    // then another one is asked.
    private const int MostClients = 5;

    private static readonly TimeSpan LongestReset = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Lets a client use a process and leave, and looks at the last statement of this process.</summary>
    /// <param name="connection">Looks.</param>
    /// <param name="itsBackend">The process that the connection has to its end.</param>
    /// <param name="source">Opens the clients that leave.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<bool> IsShownAsync(
        NpgsqlConnection connection, Backend itsBackend, NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        for (var client = 0; client < MostClients; client++)
        {
            var left = await LeaveAsync(source, cancellationToken);

            // A process of another server is not in the list that the connection sees: this does not mean that it has
            // ended.
            if (left.ServerStart == itsBackend.ServerStart
                && await IsResetAsync(connection, left, cancellationToken) is { } reset)
            {
                return reset;
            }
        }

        return false;
    }

    private static async Task<Backend> LeaveAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var clients = await PoolClients.OpenAsync(source, 1, cancellationToken);
        return await clients.UseFirstAsync(cancellationToken);
    }

    /// <returns>Null when somebody else has it already.</returns>
    private static async Task<bool?> IsResetAsync(
        NpgsqlConnection connection, Backend left, CancellationToken cancellationToken)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < LongestReset)
        {
            var last = await left.LastStatementAsync(connection, cancellationToken);
            if (last is null || last.Contains("DISCARD ALL", StringComparison.OrdinalIgnoreCase)
                || last.Contains("RESET ALL", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (last != PoolClients.LastStatement)
            {
                return null;
            }

            await Task.Delay(Poll, cancellationToken);
        }

        return false;
    }
}
