using System.Security.Cryptography;
using System.Text.Json;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Repository;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Tests;

/// <summary>Needs no server: what is wrong in the store is known before anybody connects to one.</summary>
public sealed class ReplayTests : IDisposable
{
    private const string Policy = "policy-uid";

    private readonly string _folder = Directory.CreateTempSubdirectory("replay-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Store => Path.Combine(_folder, "store");

    /// <summary>Authentic, of the same name, and not the one that was committed.</summary>
    [Fact]
    public async Task Restore_OfAManifestOfAnEarlierAttemptPutBack_IsRefusedByItsName()
    {
        var task = GivenRestore();
        var key = await File.ReadAllBytesAsync(Path.Combine(_folder, "key", "key"), Token);
        using var store = ObjectStores.Open(new FileSystemStoreOptions { Root = Store });
        var repository = await BackupRepository.OpenAsync(
            store, RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(key)) with { CreateIfAbsent = true }, Token);
        var first = await WriteAsync(repository, 1);
        var manifest = Path.Combine(Store, first.Key);
        File.Move(manifest, Path.Combine(_folder, "kept"));
        await repository.Catalogue.CommitAsync(Record(await WriteAsync(repository, 2)), Token);
        File.Move(Path.Combine(_folder, "kept"), manifest, overwrite: true);

        var result = await AgentProcess.RunAsync(task);

        Assert.Equal(AgentExitCode.Integrity, result.ExitCode);
        Assert.Contains(first.Key, result.Message);
        Assert.Contains("not the manifest that the backup's record names", result.Message);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<StoredManifest> WriteAsync(BackupRepository repository, byte content)
    {
        var options = new SourceWriterOptions { PolicyUid = Policy, Source = "orders", Backup = "b1" };
        await using var writer = await repository.WriteSourceAsync(options, Token);
        await writer.WriteStreamAsync("dump", new MemoryStream([content]), Token);
        return await writer.CompleteAsync(JsonDocument.Parse("{}").RootElement, Token);
    }

    private static BackupRecord Record(StoredManifest manifest) => new()
    {
        Backup = "b1",
        Policy = new PolicyIdentity(Policy, "shop", "shop"),
        Execution = new ExecutionIdentity("uid-b1", "run-b1"),
        Type = "full",
        FencingToken = 1,
        StartedAt = DateTimeOffset.UnixEpoch,
        CompletedAt = DateTimeOffset.UnixEpoch,
        RecoveryPoint = DateTimeOffset.UnixEpoch,
        Compression = "zstd:3",
        OperatorVersion = "0.1.0",
        Sources =
        [
            new SourceRecord
            {
                Name = "orders",
                Kind = "postgres",
                ManifestKey = manifest.Key,
                ManifestSha256 = manifest.Sha256,
                ReadBytes = manifest.ReadBytes,
                StoredBytes = manifest.StoredBytes,
                TransferredBytes = manifest.TransferredBytes,
                Packs = manifest.Packs,
                Chunks = manifest.Chunks,
            },
        ],
    };

    private AgentTask GivenRestore()
    {
        Directory.CreateDirectory(Store);
        var connection = new PostgresConnection { SecretName = "db", Host = "127.0.0.1", Port = 1, SslMode = "disable" };
        return new AgentTask
        {
            Verb = AgentVerb.Restore,
            RequestedBy = "a test",
            Store = new StoreTask { LocationName = "primary", FilesystemPath = Store },
            Key = Secret("key", "key", RandomNumberGenerator.GetBytes(32)),
            Restore = new RestoreTask
            {
                PolicyUid = Policy,
                Backup = "b1",
                Target = new RestoreTarget { Postgres = new PostgresTarget { Connection = connection } },
                Connection = Secret("db", "password", "secret"u8.ToArray()),
            },
        };
    }

    private SecretFiles Secret(string name, string key, byte[] content)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        File.WriteAllBytes(Path.Combine(folder, key), content);
        return new SecretFiles(name, folder);
    }
}
