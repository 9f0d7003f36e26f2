using System.Collections.Concurrent;
using BackupOperator.Repository.Pruning;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests.Pruning;

/// <summary>Incremental backups of one source, each of which changes a third of what was before.</summary>
internal sealed class Line
{
    public const int ContentBytes = 3 * PartBytes;

    private const int PartBytes = 6 * 1024 * 1024;

    private static readonly ConcurrentDictionary<string, byte[]> Contents = new();

    private readonly List<string> _names = [];
    private readonly StillClock _clock = new();

    public Line(MemoryStore? store = null)
    {
        Store = store ?? new MemoryStore();
        Repository = BackupRepository.OpenAsync(Store, Given.Access(), _clock, Given.Token).GetAwaiter().GetResult();
    }

    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    public MemoryStore Store { get; }

    public BackupRepository Repository { get; }

    public string[] Packs => [.. Store.Objects.Keys.Where(key => key.Contains("/packs/")).Order()];

    /// <summary>Takes committed backups, each on the one before.</summary>
    public async Task TakeAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var manifest = await WriteAsync(name, _names.Count == 0 ? null : _names[^1]);
            await Repository.Catalogue.CommitAsync(
                Given.Record((Given.Source, manifest)) with { Backup = name }, Given.Token);
            _names.Add(name);
        }
    }

    /// <summary>What a run leaves that ends before its commit point.</summary>
    public Task<StoredManifest> WriteAsync(string name, string? @base) => Repository.WriteAsync(
        Given.Options(backup: name) with { Base = @base }, ("dump", Content(name)));

    public Task<PrunePlan> PlanAsync(params string[] delete) => Repository.Pruner.PlanAsync(
        new PruneOptions { PolicyUid = Given.Policy, Delete = delete.ToHashSet() }, Given.Token);

    public async Task<PruneReport> PruneAsync(params string[] delete) =>
        await Repository.Pruner.ExecuteAsync(await PlanAsync(delete), Given.Token);

    /// <summary>What a plan that deletes no backup would still find.</summary>
    public async Task<(long Packs, int Leftovers)> LeftAsync()
    {
        var plan = await PlanAsync();
        return (plan.Packs, plan.Leftovers.Count);
    }

    public async Task<HashSet<string>> CommittedAsync() =>
        [.. await Repository.Catalogue.ListAsync(Given.Policy, Given.Token).Select(entry => entry.Backup)
            .ToListAsync(Given.Token)];

    public void Refuse(StoreFailure failure, Func<string, bool> which) => Store.BeforeDelete = (_, key) =>
    {
        if (which(key))
        {
            throw new StoreException(failure, $"{key} is kept");
        }
    };

    /// <summary>Restores backups and compares them.</summary>
    public async Task RequireAsync(params string[] names)
    {
        foreach (var name in names)
        {
            var restored = await Repository.ReadAsync("dump", backup: name);
            Assert.True(Content(name).AsSpan().SequenceEqual(restored), $"{name} differs");
        }
    }

    // Three parts of which one differs from name to name and one with its first letter.
    private static byte[] Content(string name) => Contents.GetOrAdd(
        name,
        _ =>
        [
            .. Given.Text(PartBytes), .. Given.Random(PartBytes, seed: name[0]),
            .. Given.Random(PartBytes, seed: name.Sum(letter => letter)),
        ]);

    private sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
