using BackupOperator.Repository.Pruning;
using BackupOperator.Storage;
using BackupOperator.Storage.Tests.Faults;

namespace BackupOperator.Repository.Tests;

/// <summary>Backups and prunes on a store that also says that all is well when it is not: runs fail, or store more than
/// they need; no committed backup lacks anything.</summary>
public sealed class LyingStoreTests : IDisposable
{
    private const int Runs = 20;
    private const int Attempts = 20;
    private const int PartBytes = 300_000;

    private readonly MemoryStore _store = new();
    private readonly List<string> _kept = [];

    public static TheoryData<int> Seeds => Soak.SeedsAndAnother(6);

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Line_OnAStoreThatLies_NeverCommitsOrKeepsWhatIsNotThere(int fixedSeed)
    {
        var seed = fixedSeed == 0 ? Environment.TickCount : fixedSeed;
        var lying = new PlannedFaultStore(_store, seed, percent: 8, lies: true);
        var committed = 0;
        for (var number = 0; number < Runs; number++)
        {
            var (name, content) = ($"b{number:d2}", Content(number));
            if (await TryAsync(seed, () => TakeAsync(lying, name, content)))
            {
                committed++;
                _kept.Add(name);
                await RequireWholeAsync(seed);
            }

            await TryAsync(seed, () => PruneAsync(lying));
        }

        Assert.True(lying.Lies > 0, $"seed {seed}: it told no lie");
        Assert.True(committed > Runs / 5, $"seed {seed}: only {committed} runs of {Runs} succeeded");
    }

    private async Task TakeAsync(PlannedFaultStore store, string name, byte[] content)
    {
        var repository = await BackupRepository.OpenAsync(store, Given.Access(), Given.Token);
        using var done = await repository.FindSourceAsync(Given.Policy, name, Given.Source, Given.Token);
        var manifest = done?.Stored ?? await repository.WriteAsync(
            Given.Options(backup: name) with { Base = _kept.LastOrDefault(), Resume = true }, ("dump", content));
        await repository.Catalogue.CommitAsync(
            Given.Record((Given.Source, manifest)) with { Backup = name }, Given.Token);
    }

    // All but the newest two.
    private async Task PruneAsync(PlannedFaultStore store)
    {
        var repository = await BackupRepository.OpenAsync(store, Given.Access(), Given.Token);
        var delete = _kept.SkipLast(2).ToHashSet(StringComparer.Ordinal);
        var plan = await repository.Pruner.PlanAsync(
            new PruneOptions { PolicyUid = Given.Policy, Delete = delete }, Given.Token);
        await repository.Pruner.ExecuteAsync(plan, Given.Token);
        _kept.RemoveAll(delete.Contains);
    }

    // A third stays from run to run, a third for five runs, the rest is new.
    private static byte[] Content(int number) =>
    [
        .. Given.Random(PartBytes), .. Given.Random(PartBytes, seed: 100 + (number / 5)),
        .. Given.Random(PartBytes, seed: 200 + number),
    ];

    // As a Job does it: some attempts, then the run has failed, and the next one has another name.
    private async Task<bool> TryAsync(int seed, Func<Task> attempt)
    {
        for (var attempts = 1; attempts <= Attempts; attempts++)
        {
            try
            {
                await attempt();
                return true;
            }
            catch (Exception exception) when (exception is StoreException or IntegrityException or RepositoryException)
            {
                await RequireWholeAsync(seed);
            }
        }

        return false;
    }

    private async Task RequireWholeAsync(int seed)
    {
        if (!_store.Objects.ContainsKey("repository.json"))
        {
            return;
        }

        var repository = await Given.RepositoryAsync(_store);
        await foreach (var entry in repository.Catalogue.ListAsync(Given.Policy, Given.Token))
        {
            Assert.True(entry.Record is not null, $"seed {seed}, {entry.Backup}: {entry.Problem}");
            var problem = await Record.ExceptionAsync(() => RestoreAsync(repository, entry.Backup));
            Assert.True(problem is null, $"seed {seed}, {entry.Backup}: {problem?.Message}");
        }
    }

    private static async Task RestoreAsync(BackupRepository repository, string backup) => Given.SameBytes(
        Content(int.Parse(backup[1..], System.Globalization.CultureInfo.InvariantCulture)),
        await repository.ReadAsync("dump", backup: backup));
}
