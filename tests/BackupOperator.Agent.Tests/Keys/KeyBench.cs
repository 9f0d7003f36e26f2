using System.Security.Cryptography;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Testing.Servers;

namespace BackupOperator.Agent.Tests.Keys;

/// <summary>A bench whose tasks take the keys that a policy names at that time.</summary>
internal sealed class KeyBench : IDisposable
{
    private readonly Bench _bench;

    public KeyBench(PostgresProcess server)
    {
        _bench = new Bench(server);
        Use("old");
    }

    public string Store => _bench.Store;

    /// <summary>The key files, by their objects' names.</summary>
    public IReadOnlyList<string> KeyFiles =>
        [.. Directory.EnumerateFiles(Path.Combine(Store, "keys")).Order(StringComparer.Ordinal)];

    private AgentTask Keys { get; set; } = new();

    /// <summary>From here on the policy names these Secrets; those that are not there are made.</summary>
    public void Use(string secret, params string[] previous) => Keys = new AgentTask
    {
        Key = Secret(secret),
        PreviousKeys = previous.Length == 0 ? null : [.. previous.Select(name => new PreviousKey(Secret(name)))],
    };

    /// <summary>From here on the policy names a key in KMS.</summary>
    public void Use(KmsKeySpec kms, SecretFiles credentials, params string[] previous)
    {
        Use("old", previous);
        Keys = Keys with { Key = credentials, Kms = kms };
    }

    /// <summary>From here on the policy names this Secret, and a key in KMS as the former one.</summary>
    public void Use(string secret, KmsKeySpec former, SecretFiles credentials)
    {
        Use(secret);
        Keys = Keys with { PreviousKeys = [new PreviousKey(credentials, former)] };
    }

    /// <summary>A Secret with a key of its own, unless it is there.</summary>
    public SecretFiles Secret(string name)
    {
        var secret = _bench.Secret(name);
        var key = Path.Combine(secret.Path, SecretKeys.Key);
        if (!File.Exists(key))
        {
            File.WriteAllBytes(key, RandomNumberGenerator.GetBytes(32));
        }

        return secret;
    }

    public SecretFiles Secret(string name, params (string Key, string Value)[] content) => _bench.Secret(name, content);

    /// <summary>Puts new content into a Secret and keeps the former one beside it.</summary>
    public void Change(string name)
    {
        var path = Secret(name).Path;
        File.Move(Path.Combine(path, SecretKeys.Key), Path.Combine(path, SecretKeys.PreviousKey), overwrite: true);
        Secret(name);
    }

    public void Delete(string name, string? key = null)
    {
        foreach (var file in Directory.EnumerateFiles(_bench.Secret(name).Path, key ?? "*"))
        {
            File.Delete(file);
        }
    }

    public AgentTask Backup(string backup, string? rotateAfter = null)
    {
        var task = WithKeys(_bench.Backup(backup, "postgres"));
        return task with { Backup = task.Backup! with { RotateAfter = rotateAfter } };
    }

    public AgentTask Commit(string backup, SourceResult source, bool retire = false)
    {
        var task = WithKeys(_bench.Commit(backup, source));
        return task with
        {
            Commit = task.Commit! with
            {
                KeySecretName = Keys.Kms is null ? Keys.Key!.SecretName : null,
                Kms = Keys.Kms,
                RetirePreviousKey = retire,
            },
        };
    }

    public Task<AgentResult> CheckAsync(string backup) => AgentProcess.RunAsync(WithKeys(_bench.Check(backup)));

    public AgentTask Restore(string backup, string targetName) => WithKeys(_bench.Restore(backup, target => target with
    {
        Databases = [new() { Name = "postgres", TargetName = targetName }],
    }));

    public AgentTask Inspect() => _bench.Inspect();

    /// <summary>Backs up and commits.</summary>
    public async Task<(SourceResult Source, KeyResult Keys)> StoreAsync(
        string backup, string? rotateAfter = null, bool retire = false)
    {
        var stored = await AgentProcess.RunAsync(Backup(backup, rotateAfter));
        Assert.True(stored.Backup is not null, stored.Message);
        var committed = await AgentProcess.RunAsync(Commit(backup, stored.Backup, retire));
        Assert.True(committed.Commit is not null, committed.Message);
        return (stored.Backup, committed.Commit.Keys!);
    }

    /// <summary>Every one of these backups is read back whole.</summary>
    public async Task RequireReadableAsync(params string[] backups)
    {
        foreach (var backup in backups)
        {
            var check = await CheckAsync(backup);
            Assert.True(check.Check is { Problems: 0 }, $"{backup}: {check.Message}");
        }
    }

    public void Dispose() => _bench.Dispose();

    private AgentTask WithKeys(AgentTask task) =>
        task with { Key = Keys.Key, Kms = Keys.Kms, PreviousKeys = Keys.PreviousKeys };
}
