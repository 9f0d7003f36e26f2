using System.Collections.Concurrent;
using BackupOperator.Repository.Checking;

namespace BackupOperator.Repository.Tests;

public sealed class CheckLevelTests
{
    [Fact]
    public async Task Check_OfExistence_FindsAMissingAndATruncatedPackAndReadsNone()
    {
        var (store, packs) = await BackupAsync();
        using (store)
        {
            store.Objects.Remove(packs[0], out _);
            store.Objects[packs[1]] = store.Objects[packs[1]][..^1];
            store.Objects[packs[2]][5000] ^= 1;
            var report = await CheckAsync(store, new CheckOptions { Percent = 0 });
            Assert.Equal([packs[0], packs[1]], report.Problems.Select(problem => problem.ObjectKey).Order());
        }
    }

    [Fact]
    public async Task Check_OfASample_ReadsOtherPacksWithAnotherSeedAndInTimeAll()
    {
        var (store, packs) = await BackupAsync();
        using (store)
        {
            foreach (var pack in packs)
            {
                store.Objects[pack][5000] ^= 1;
            }

            var found = new HashSet<string>();
            for (var seed = 0; seed < 60; seed++)
            {
                var report = await CheckAsync(store, new CheckOptions { Percent = 20, Seed = seed });
                Assert.True(report.Problems.Count < packs.Count, "a sample of 20 % was everything");
                found.UnionWith(report.Problems.Select(problem => problem.ObjectKey));
            }

            Assert.Equal(packs, found.Order());
        }
    }

    /// <summary>Without a consumer nobody reads the streams: their lists are held against the directories.</summary>
    [Fact]
    public async Task Check_WithoutAConsumer_VerifiesEveryStream()
    {
        var (store, packs) = await BackupAsync();
        using (store)
        {
            var report = await CheckAsync(store, new CheckOptions());
            Assert.True(report.Passed);
            Assert.Equal((packs.Count + 1, 1), (report.Packs, report.Streams));
        }
    }

    [Fact]
    public async Task Check_OfExistence_AsksForNoPackByItsName()
    {
        var (store, _) = await BackupAsync();
        using (store)
        {
            var before = store.Stats;
            store.BeforeGet = key => Assert.DoesNotContain("/packs/", key, StringComparison.Ordinal);
            Assert.True((await CheckAsync(store, new CheckOptions { Percent = 0 })).Passed);
            Assert.Equal(before, store.Stats);
        }
    }

    [Fact]
    public async Task Check_OfEveryByte_TakesThreeRequestsAPack()
    {
        var (store, packs) = await BackupAsync();
        using (store)
        {
            var requests = new ConcurrentDictionary<string, int>();
            store.BeforeGet = key => requests.AddOrUpdate(key, 1, (_, count) => count + 1);
            Assert.True((await CheckAsync(store, new CheckOptions())).Passed);

            // Its end, all before it, and its directory once more, which the chunk lists are held against.
            Assert.All(packs, pack => Assert.Equal(3, requests[pack]));
        }
    }

    /// <summary>What the consumer reads is every frame of these packs; their headers are not in it.</summary>
    [Fact]
    public async Task Check_WithAConsumerOfEverything_StillSeesTheHeaders()
    {
        var (store, packs) = await BackupAsync();
        using (store)
        {
            foreach (var pack in packs)
            {
                store.Objects[pack][12] ^= 1;
            }

            var options = new CheckOptions
            {
                Consumer = (stream, token) => stream.Content.CopyToAsync(Stream.Null, token),
            };
            var report = await CheckAsync(store, options);
            Assert.Equal(packs, report.Problems.Select(problem => problem.ObjectKey).Order());
        }
    }

    private static async Task<(MemoryStore Store, IReadOnlyList<string> Packs)> BackupAsync()
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", Given.Random(60 * 1024 * 1024)));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);

        // The last one holds the chunk list, without which the rest cannot be looked at.
        using var reader = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        var lists = reader.ManifestStreams.SelectMany(stream => stream.Lists).Select(
            list => reader.Packs.ObjectKey(list.Frame.PackNumber));
        return (store, [.. store.Objects.Keys.Where(key => key.Contains("/packs/")).Except(lists).Order()]);
    }

    private static async Task<IntegrityReport> CheckAsync(MemoryStore store, CheckOptions options) =>
        await IntegrityCheck.RunAsync(
            await Given.RepositoryAsync(store), Given.Policy, Given.Backup, options, Given.Token);
}
