using System.CommandLine;
using BackupOperator.Sources;
using BackupOperator.Sources.Postgres;
using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Benchmarks.Product;

/// <summary>Which database, and the folder that holds host, port, username and password as a mounted Secret does.
/// </summary>
internal sealed class DatabaseOptions
{
    private readonly Option<string> _secret = new("--connection") { Required = true };
    private readonly Option<string> _database = new("--database") { Required = true };
    private readonly Option<string?> _target = new("--target") { Description = "Its name after a restore." };

    public void AddTo(Command command)
    {
        command.Add(_secret);
        command.Add(_database);
        command.Add(_target);
    }

    public ISourceReader Reader(ParseResult parsed) => new PostgresReader(new PostgresSourceOptions
    {
        Connection = Connection(parsed),
        Databases = [parsed.GetRequiredValue(_database)],
    });

    public ISourceRestorer Restorer(ParseResult parsed) => new PostgresRestorer(new PostgresTargetOptions
    {
        Connection = Connection(parsed),
        Databases = [new PostgresDatabaseMapping(parsed.GetRequiredValue(_database), parsed.GetValue(_target))],
        Parallelism = Environment.ProcessorCount,
    });

    private PostgresConnectionOptions Connection(ParseResult parsed) =>
        new() { SecretName = "connection", SecretPath = parsed.GetRequiredValue(_secret) };
}
