using BackupOperator.Testing.Servers;

[assembly: AssemblyFixture(typeof(BackupOperator.Agent.Tests.Server))]

namespace BackupOperator.Agent.Tests;

/// <summary>The server that tests share which do not kill theirs; each makes databases of its own.</summary>
public sealed class Server : IAsyncLifetime
{
    private PostgresProcess? _process;

    /// <summary>Skips the test where no server is installed: a fixture cannot.</summary>
    public PostgresProcess Process => _process
        ?? throw new InvalidOperationException($"{PostgresPrograms.Require()} holds no server that runs");

    public async ValueTask InitializeAsync()
    {
        if (PostgresPrograms.Find() is not null)
        {
            _process = await PostgresProcess.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    /// <summary>A database with one of everything.</summary>
    public async Task<string> RichDatabaseAsync(string name)
    {
        await Process.ExecuteAsync("postgres", $"create database {name}");
        await Process.ExecuteAsync(name, RichSchema.Sql);
        return name;
    }
}
