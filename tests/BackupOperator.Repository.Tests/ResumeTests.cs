using BackupOperator.Repository.Checking;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests;

public sealed class ResumeTests
{
    private const int Mebi = 1024 * 1024;

    /// <summary>Ended at each put in turn, as by a kill: what the store holds then is no backup, and the next attempt
    /// stores only what is missing.</summary>
    [Fact]
    public async Task Attempt_AfterOneThatWasKilledAtAnyPut_UsesThePacksThatAreUp()
    {
        var content = Given.Random(26 * Mebi);
        using var whole = new MemoryStore();
        await AttemptAsync(whole, content);
        for (var cut = 3; cut <= whole.Puts; cut++)
        {
            using var store = new MemoryStore();
            var at = cut;
            store.BeforePut = (number, _) =>
            {
                if (number >= at)
                {
                    throw new StoreException(StoreFailure.Unreachable, "cut");
                }
            };
            await Assert.ThrowsAsync<StoreException>(() => AttemptAsync(store, content));
            store.BeforePut = null;
            var before = Packs(store);

            await AttemptAsync(store, content);

            var repository = await Given.RepositoryAsync(store);
            Given.SameBytes(content, await repository.ReadAsync("dump"));
            var report = await IntegrityCheck.RunAsync(
                repository, Given.Policy, Given.Backup, new CheckOptions(), Given.Token);
            Assert.Empty(report.Problems);

            // Nothing that was up is up twice, but for what shared a pack with the end of the first attempt.
            Assert.True(before.All(Packs(store).Contains), $"cut {cut}: a pack was taken away");
            Assert.InRange(Size(store), content.Length, content.Length + (3 * Mebi));
        }
    }

    [Fact]
    public async Task Attempt_WhosePredecessorLeftADamagedPack_StoresItsContentAgain()
    {
        var content = Given.Random(20 * Mebi);
        using var store = new MemoryStore();
        store.BeforePut = (_, key) =>
        {
            if (key.EndsWith(".manifest"))
            {
                throw new StoreException(StoreFailure.Unreachable, "cut");
            }
        };
        await Assert.ThrowsAsync<StoreException>(() => AttemptAsync(store, content));
        store.BeforePut = null;
        var damaged = Packs(store).Order().First();
        store.Objects[damaged][^40] ^= 1;

        await AttemptAsync(store, content);

        var repository = await Given.RepositoryAsync(store);
        Given.SameBytes(content, await repository.ReadAsync("dump"));
    }

    [Fact]
    public async Task Attempt_OfAnotherBackup_UsesNothingThatIsNotCommitted()
    {
        var content = Given.Random(20 * Mebi);
        using var store = new MemoryStore();
        await AttemptAsync(store, content);
        var before = Packs(store).ToHashSet();

        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(backup: "other") with { Resume = true }, ("dump", content));

        foreach (var key in before)
        {
            store.Objects.Remove(key, out _);
        }

        Given.SameBytes(content, await repository.ReadAsync("dump", backup: "other"));
    }

    private static async Task AttemptAsync(MemoryStore store, byte[] content)
    {
        var repository = await Given.RepositoryAsync(store);
        using var done = await repository.FindSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        var manifest = done?.Stored
            ?? await repository.WriteAsync(Given.Options() with { Resume = true }, ("dump", content));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);
    }

    private static List<string> Packs(MemoryStore store) =>
        [.. store.Objects.Keys.Where(key => key.Contains("/packs/"))];

    private static long Size(MemoryStore store) => Packs(store).Sum(key => (long)store.Objects[key].Length);
}
