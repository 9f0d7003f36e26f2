using System.Security.Cryptography;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>A store in a folder, Secrets in folders, and the tasks that a manager would write for them.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bench-").FullName;
    private int _port;

    public Bench(PostgresProcess server)
        : this(server.Port, server.Password)
    {
    }

    public Bench(int port, string password)
    {
        Directory.CreateDirectory(Store);
        ConnectTo(port, password);
        Secret("key");
        File.WriteAllBytes(Path.Combine(_folder, "key", "key"), RandomNumberGenerator.GetBytes(32));
    }

    public string Store => Path.Combine(_folder, "store");

    public string? SslMode { get; init; } = "disable";

    /// <summary>A bucket instead of the folder.</summary>
    public StoreTask? Bucket { get; set; }

    private StoreTask StoreTask => Bucket ?? new() { LocationName = "primary", FilesystemPath = Store };

    /// <summary>Has tasks from now on use the server at a port of this machine.</summary>
    public void ConnectTo(int port, string password)
    {
        _port = port;
        Secret("db", ("username", "postgres"), ("password", password), ("host", "127.0.0.1"));
    }

    public SecretFiles Secret(string name, params (string Key, string Value)[] content)
    {
        var folder = Path.Combine(_folder, name);
        Directory.CreateDirectory(folder);
        foreach (var (key, value) in content)
        {
            File.WriteAllText(Path.Combine(folder, key), value);
        }

        return new SecretFiles(name, folder);
    }

    public AgentTask Backup(string backup, string database, Func<PostgresSource, PostgresSource>? change = null)
    {
        var postgres = new PostgresSource { Connection = Connection(), Databases = [database], Globals = true };
        return Task(AgentVerb.Backup) with
        {
            Backup = new BackupTask
            {
                Identity = Identity(backup),
                Source = new BackupSource { Name = "orders", Postgres = change?.Invoke(postgres) ?? postgres },
                Connection = Secret("db"),
                FencingToken = 1,
            },
        };
    }

    public AgentTask Commit(string backup, SourceResult source) => Task(AgentVerb.Commit) with
    {
        Commit = new CommitTask
        {
            Identity = Identity(backup),
            ExecutionName = $"run-{backup}",
            ExecutionUid = $"uid-{backup}",
            StartTime = DateTimeOffset.UtcNow,
            FencingToken = 1,
            KeySecretName = "key",
            Sources = [source],
        },
    };

    public AgentTask Check(string backup) => Task(AgentVerb.Check) with
    {
        Check = new CheckTask { PolicyUid = "policy-uid", Backup = backup },
    };

    public AgentTask Inspect(string? @namespace = null, int limit = 10) => Task(AgentVerb.Inspect) with
    {
        Key = null,
        Inspect = new InspectTask { Namespace = @namespace, Limit = limit },
    };

    public AgentTask Restore(string backup, Func<PostgresTarget, PostgresTarget> change, bool overwrite = false) =>
        Task(AgentVerb.Restore) with
        {
            Restore = new RestoreTask
            {
                PolicyUid = "policy-uid",
                Backup = backup,
                Target = new RestoreTarget { Postgres = change(new PostgresTarget { Connection = Connection() }) },
                Connection = Secret("db"),
                OverwriteExisting = overwrite,
            },
        };

    /// <summary>The store and the key, and nothing to do yet.</summary>
    public AgentTask Task(AgentVerb verb) =>
        new() { Verb = verb, RequestedBy = "a test", Store = StoreTask, Key = Secret("key") };

    /// <summary>Backs a database up and commits it.</summary>
    public async Task<SourceResult> StoreAsync(
        string backup, string database, Func<PostgresSource, PostgresSource>? change = null, string? clients = null)
    {
        var stored = await AgentProcess.RunAsync(Backup(backup, database, change), clients);
        Assert.True(stored.Backup is not null, stored.Message);
        var committed = await AgentProcess.RunAsync(Commit(backup, stored.Backup));
        Assert.True(committed.Commit is not null, committed.Message);
        return stored.Backup;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static BackupIdentity Identity(string backup) =>
        new() { PolicyUid = "policy-uid", PolicyName = "shop", Namespace = "shop", Backup = backup };

    private PostgresConnection Connection() => new() { SecretName = "db", Port = _port, SslMode = SslMode };
}
