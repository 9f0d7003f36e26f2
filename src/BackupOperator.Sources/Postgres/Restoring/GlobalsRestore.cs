using BackupOperator.Sources.Postgres.Connections;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Makes roles and tablespaces that are missing; those that exist are left as they are.</summary>
internal sealed class GlobalsRestore(NpgsqlConnection connection, IStreamSource source)
{
    // Roles are a few hundred bytes each: this is a hundred thousand of them.
    private const int LargestScript = 64 * 1024 * 1024;

    public async Task RunAsync(string stream, CancellationToken cancellationToken)
    {
        var statements = GlobalsScript.Split(await ReadAsync(stream, cancellationToken)).Select(GlobalStatement.Parse)
            .ToList();
        var roles = await NamesAsync("SELECT rolname FROM pg_roles", cancellationToken);
        var tablespaces = await NamesAsync("SELECT spcname FROM pg_tablespace", cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await ExecuteAsync(statements, roles, cancellationToken, GlobalKind.CreateRole, GlobalKind.AboutRole);
            await transaction.CommitAsync(cancellationToken);
        }

        // CREATE TABLESPACE refuses to run in a transaction.
        await ExecuteAsync(
            statements, tablespaces, cancellationToken, GlobalKind.CreateTablespace, GlobalKind.AboutTablespace);
    }

    private async Task ExecuteAsync(
        List<GlobalStatement> statements, HashSet<string> existing, CancellationToken cancellationToken,
        params GlobalKind[] kinds)
    {
        var absent = statements.Where(one => kinds.Contains(one.Kind) && !existing.Contains(one.Name));
        foreach (var statement in absent)
        {
            try
            {
                await connection.ExecuteAsync(statement.Sql, cancellationToken);
            }
            catch (PostgresException exception)
            {
                // The statement may hold a password hash: only its subject is named.
                throw new SourceException(
                    SourceFailure.Refused,
                    $"{statement.Name} of the backup's roles and tablespaces cannot be made: " +
                    $"{exception.MessageText}; create it by hand or set globals: false");
            }
        }
    }

    private async Task<HashSet<string>> NamesAsync(string sql, CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync(sql, static row => row.GetString(0), cancellationToken)];

    private async Task<string> ReadAsync(string stream, CancellationToken cancellationToken)
    {
        await using var content = await source.OpenAsync(stream, cancellationToken);
        using var script = new MemoryStream();
        var block = new byte[64 * 1024];
        for (int read; (read = await content.ReadAsync(block, cancellationToken)) > 0;)
        {
            if (script.Length + read > LargestScript)
            {
                throw new SourceException(
                    SourceFailure.BadInput, $"{stream} is larger than {LargestScript} bytes: restore it by hand");
            }

            script.Write(block, 0, read);
        }

        return System.Text.Encoding.UTF8.GetString(script.GetBuffer(), 0, (int)script.Length);
    }
}
