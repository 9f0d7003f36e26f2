using System.Diagnostics;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests;

/// <summary>Kills agents and looks at what they leave, each time on the same store.</summary>
internal sealed class KillBench(PostgresProcess server, int seed) : IDisposable
{
    private const string Policy = "policy-uid";

    private readonly Random _random = new(seed);
    private readonly Bench _bench = new(server);
    private int _copies;

    public Bench Bench => _bench;

    /// <summary>Where agents work.</summary>
    public string Store { get; private set; } = "";

    /// <summary>How many agents were killed, instead of having ended before.</summary>
    public int Landed { get; private set; }

    /// <summary>The committed backups.</summary>
    public IEnumerable<string> Committed => Directory
        .EnumerateFiles(Path.Combine(Store, Policy, "backups"), "backup.json", SearchOption.AllDirectories)
        .Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public int Roll(int from, int to) => _random.Next(from, to);

    /// <summary>From here on agents work on the store as it was when the bench was made ready.</summary>
    public async Task BeginAsync()
    {
        Store = $"{_bench.Store}-{_copies++}";
        await Run.ToEndAsync("cp", ["-a", _bench.Store, Store]);
        _bench.Bucket = new StoreTask { LocationName = "primary", FilesystemPath = Store };
    }

    /// <summary>How long a whole run takes.</summary>
    public static async Task<TimeSpan> MeasureAsync(AgentTask task)
    {
        var clock = Stopwatch.StartNew();
        await RepeatAsync(task);
        return clock.Elapsed;
    }

    /// <summary>Kills an agent as soon as the world is as asked for.</summary>
    public async Task KillAsync(AgentTask task, Func<bool> reached)
    {
        await using var agent = AgentProcess.Start(task);
        await agent.UntilAsync(reached);
        Landed += await agent.KillAsync() ? 1 : 0;
    }

    /// <summary>Kills an agent at a random moment of its life.</summary>
    public Task KillAsync(AgentTask task, TimeSpan whole)
    {
        var moment = whole * _random.NextDouble();
        var clock = Stopwatch.StartNew();
        return KillAsync(task, () => clock.Elapsed >= moment);
    }

    /// <summary>Runs an agent to its end, which must be a good one.</summary>
    public static async Task<AgentResult> RepeatAsync(AgentTask task)
    {
        var result = await AgentProcess.RunAsync(task);
        Assert.True(result.ExitCode == AgentExitCode.Succeeded, $"{task.Verb}: {result.Message}");
        return result;
    }

    /// <summary>Every committed backup is read whole and checked.</summary>
    public async Task RequireWholeAsync(params string[] secrets)
    {
        KeyEncryptionKey[] keys = [.. secrets.DefaultIfEmpty("key").Select(Key)];
        using var store = ObjectStores.Open(new FileSystemStoreOptions { Root = Store });
        var access = RepositoryAccess.Encrypted(keys[0]) with { PreviousKeys = keys[1..] };
        var repository = await BackupRepository.OpenAsync(store, access, Cancellation);
        foreach (var backup in Committed)
        {
            var report = await IntegrityCheck.RunAsync(
                repository, Policy, backup, new CheckOptions(), Cancellation);
            var problems = string.Join("; ", report.Problems.Select(problem => problem.Message));
            Assert.True(report.Passed, $"seed {seed}, after {Landed} kills, {backup}: {problems}");
        }
    }

    public void Dispose()
    {
        for (var copy = 0; copy < _copies; copy++)
        {
            Directory.Delete($"{_bench.Store}-{copy}", recursive: true);
        }

        _bench.Dispose();
    }

    private KeyEncryptionKey Key(string secret) =>
        KeyEncryptionKey.Parse(File.ReadAllBytes(Path.Combine(_bench.Secret(secret).Path, SecretKeys.Key)));
}
