using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Agent.Backup;

/// <summary>The words of the custom resources in those of the sources.</summary>
internal static class PostgresSourceMap
{
    public static PostgresSourceOptions Map(PostgresSource source, SecretFiles? secret, int parallelism) => new()
    {
        Connection = Map(source.Connection, secret),
        Databases = [.. source.Databases ?? []],
        Globals = source.Globals,
        ExactRowCounts = source.RowCounts == RowCountMode.Exact,
        Parallelism = parallelism,
        Selection = new Sources.Postgres.PostgresSelection
        {
            IncludeSchemas = [.. source.Include?.Schemas ?? []],
            IncludeTables = [.. source.Include?.Tables ?? []],
            ExcludeSchemas = [.. source.Exclude?.Schemas ?? []],
            ExcludeTables = [.. source.Exclude?.Tables ?? []],
        },
    };

    public static PostgresConnectionOptions Map(PostgresConnection connection, SecretFiles? secret) => new()
    {
        SecretName = connection.SecretName,
        SecretPath = secret?.Path
            ?? throw new BadInputException($"the task does not mount Secret {connection.SecretName}"),
        Host = connection.Host,
        Port = connection.Port,
        MaintenanceDatabase = string.IsNullOrEmpty(connection.MaintenanceDatabase)
            ? "postgres"
            : connection.MaintenanceDatabase,
        SslMode = connection.SslMode,
    };
}
