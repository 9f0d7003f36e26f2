using BackupOperator.Repository.Pruning;
using BackupOperator.Storage;
using BackupOperator.Storage.Tests.Faults;

namespace BackupOperator.Repository.Tests;

/// <summary>Backups and prunes on a store that breaks any call: after every attempt, however it ended, each committed
/// backup has all its packs, and in the end all are as they should be.</summary>
public sealed class PlannedFaultTests : IDisposable
{
    private const int Mebi = 1024 * 1024;
    private const int MostAttempts = 300;

    private readonly MemoryStore _store = new();

    public static TheoryData<int> Seeds => Soak.SeedsAndAnother(6);

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Line_OnAStoreThatBreaksAnyCall_NeverCommitsWhatIsNotThere(int fixedSeed)
    {
        var seed = fixedSeed == 0 ? Environment.TickCount : fixedSeed;
        var faulty = new PlannedFaultStore(_store, seed, percent: 12);
        string[] names = ["one", "two", "three"];
        for (var number = 0; number < names.Length; number++)
        {
            var index = number;
            await RepeatAsync($"seed {seed}, {names[index]}", () => TakeAsync(faulty, names, index));
            await RepeatAsync($"seed {seed}, prune", () => PruneAsync(faulty, index == 2 ? ["one"] : []));
        }

        Assert.True(faulty.Broken > 0, $"seed {seed}: nothing was broken");
        var repository = await Given.RepositoryAsync(_store);
        var entries = await repository.Catalogue.ListAsync(Given.Policy, Given.Token).ToListAsync(Given.Token);
        Assert.Equal(["three", "two"], entries.Select(entry => entry.Backup).Order(StringComparer.Ordinal));
        foreach (var number in new[] { 1, 2 })
        {
            var restored = await repository.ReadAsync("dump", backup: names[number]);
            Assert.True(Content(number).AsSpan().SequenceEqual(restored), $"seed {seed}: {names[number]} differs");
        }

        var left = await repository.Pruner.PlanAsync(new PruneOptions { PolicyUid = Given.Policy }, Given.Token);
        Assert.Equal((0L, 0), (left.Packs, left.Leftovers.Count));
    }

    private static async Task TakeAsync(PlannedFaultStore store, string[] names, int number)
    {
        var repository = await BackupRepository.OpenAsync(store, Given.Access(), Given.Token);
        var name = names[number];
        using var done = await repository.FindSourceAsync(Given.Policy, name, Given.Source, Given.Token);
        var manifest = done?.Stored ?? await repository.WriteAsync(
            Given.Options(backup: name) with { Base = number == 0 ? null : names[number - 1], Resume = true },
            ("dump", Content(number)));
        await repository.Catalogue.CommitAsync(
            Given.Record((Given.Source, manifest)) with { Backup = name }, Given.Token);
    }

    private static async Task PruneAsync(PlannedFaultStore store, string[] delete)
    {
        var repository = await BackupRepository.OpenAsync(store, Given.Access(), Given.Token);
        var plan = await repository.Pruner.PlanAsync(
            new PruneOptions { PolicyUid = Given.Policy, Delete = delete.ToHashSet() }, Given.Token);
        await repository.Pruner.ExecuteAsync(plan, Given.Token);
    }

    // A third stays from backup to backup, the rest is new.
    private static byte[] Content(int number) =>
        [.. Given.Random(5 * Mebi), .. Given.Random(7 * Mebi, seed: 100 + number)];

    private async Task RepeatAsync(string where, Func<Task> attempt)
    {
        for (var attempts = 1; ; attempts++)
        {
            Assert.True(attempts <= MostAttempts, $"{where}: no attempt of {MostAttempts} succeeded");
            try
            {
                await attempt();
                await RequireWholeAsync(where);
                return;
            }
            catch (Exception exception) when (exception is StoreException or IntegrityException or RepositoryException)
            {
                await RequireWholeAsync(where);
            }
        }
    }

    private async Task RequireWholeAsync(string where)
    {
        if (!_store.Objects.ContainsKey("repository.json"))
        {
            return;
        }

        var repository = await Given.RepositoryAsync(_store);
        await foreach (var entry in repository.Catalogue.ListAsync(Given.Policy, Given.Token))
        {
            Assert.True(entry.Record is not null, $"{where}: {entry.Problem}");
            using var reader = await repository.OpenSourceAsync(
                Given.Policy, entry.Backup, Given.Source, Given.Token);
            await reader.RequirePacksAsync(parallelism: 1, Given.Token);
        }
    }
}
