using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests.Pruning;

/// <summary>Backups and leftovers are deleted; what stays can be restored.</summary>
public sealed class PruneTests
{
    private const int Mebi = 1024 * 1024;

    private readonly Line _line = new();

    [Fact]
    public async Task Prune_OfTheBaseOfALine_KeepsWhatTheOthersReferTo()
    {
        await _line.TakeAsync("one", "two", "three");
        var plan = await _line.PlanAsync("one");
        var before = _line.Store.Objects.Keys.ToHashSet();
        Assert.Equal(before, _line.Store.Objects.Keys.ToHashSet());
        Assert.Equal(["one"], plan.Backups);
        Assert.InRange(plan.Bytes, 1, plan.Statistics.StoredBytes / 2);

        var report = await _line.Repository.Pruner.ExecuteAsync(plan, Given.Token);
        Assert.Equal(["one"], report.DeletedBackups);
        Assert.Equal((plan.Packs, plan.Bytes, 0L), (report.DeletedPacks, report.FreedBytes, report.SkippedObjects));
        await _line.RequireAsync("two", "three");
        Assert.DoesNotContain(_line.Store.Objects.Keys, key => key.Contains("/one/"));
        Assert.Equal((0L, 0), await _line.LeftAsync());
    }

    [Fact]
    public async Task Prune_OfEverything_LeavesNoPack()
    {
        await _line.TakeAsync("one", "two", "three");
        await _line.PruneAsync("one", "two", "three");
        Assert.DoesNotContain(_line.Store.Objects.Keys, key => key.StartsWith(Given.Policy));
        Assert.Contains("repository.json", _line.Store.Objects.Keys);
    }

    [Fact]
    public async Task Prune_KilledAtAnyDelete_LosesNothingThatIsKeptAndGoesOn()
    {
        await _line.TakeAsync("one", "two", "three", "four");
        var whole = new Line(_line.Store.Copy());
        await whole.PruneAsync("one", "three");
        var deletes = whole.Store.Deletes;
        Assert.True(deletes >= 6, $"only {deletes} deletes");
        for (var killed = 1; killed <= deletes; killed++)
        {
            var line = new Line(_line.Store.Copy());
            var at = killed;
            line.Store.BeforeDelete = (number, _) =>
            {
                if (number >= at)
                {
                    throw new StoreException(StoreFailure.Unreachable, "killed");
                }
            };
            await Assert.ThrowsAsync<StoreException>(() => line.PruneAsync("one", "three"));
            line.Store.BeforeDelete = null;

            // Whatever still has a commit point is whole: also those that were to go.
            var committed = await line.CommittedAsync();
            Assert.Superset(new HashSet<string> { "two", "four" }, committed);
            await line.RequireAsync([.. committed]);

            await line.PruneAsync("one", "three");
            Assert.Equal(whole.Store.Objects.Keys.Order(), line.Store.Objects.Keys.Order());
        }
    }

    [Fact]
    public async Task Leftovers_OfRunsThatEndedEarly_GoAfterTheGracePeriodOnly()
    {
        await _line.TakeAsync("one");
        var committed = _line.Store.Objects.Keys.ToHashSet();
        await _line.WriteAsync("two", @base: "one");
        var leftover = _line.Store.Objects.Keys.Except(committed).ToList();
        Assert.Contains(leftover, key => key.EndsWith(".manifest"));
        Assert.Contains(leftover, key => key.Contains("/packs/"));
        leftover.ForEach(key => _line.Store.Times[key] = Line.Now.AddHours(-23));

        var plan = await _line.PlanAsync();
        Assert.Equal((0L, 0), (plan.Packs, plan.Leftovers.Count));

        // Its packs alone: too young as well, but nothing refers to them.
        leftover.ForEach(key => _line.Store.Times[key] = Line.Now.AddHours(-25));
        plan = await _line.PlanAsync();
        Assert.Equal(["two"], plan.Leftovers);
        await _line.Repository.Pruner.ExecuteAsync(plan, Given.Token);
        Assert.Equal(committed.Order(), _line.Store.Objects.Keys.Order());
    }

    [Fact]
    public async Task Packs_WithoutAManifest_GoAfterTheGracePeriodOnly()
    {
        await _line.TakeAsync("one");
        var committed = _line.Store.Objects.Keys.ToHashSet();
        await _line.WriteAsync("two", @base: "one");
        _line.Store.Objects.TryRemove($"{Given.Policy}/backups/two/{Given.Source}.manifest", out _);
        var packs = _line.Store.Objects.Keys.Except(committed).ToList();
        packs.ForEach(key => _line.Store.Times[key] = Line.Now.AddMinutes(-5));

        var plan = await _line.PlanAsync();
        Assert.Equal(0, plan.Packs);
        Assert.InRange(plan.Statistics.ReclaimableBytes, 1, plan.Statistics.StoredBytes - 1);

        packs.ForEach(key => _line.Store.Times.TryRemove(key, out _));
        await _line.PruneAsync();
        Assert.Equal(committed.Order(), _line.Store.Objects.Keys.Order());
    }

    [Fact]
    public async Task Packs_OfAYoungManifestWithoutCommitPoint_Stay()
    {
        // A backup deleted soon after it was taken, killed between commit point and manifests, under another plan.
        await _line.TakeAsync("one", "two");
        _line.Store.Objects.TryRemove($"{Given.Policy}/backups/two/backup.json", out _);
        _line.Store.Times[$"{Given.Policy}/backups/two/{Given.Source}.manifest"] = Line.Now.AddHours(-1);
        Assert.Equal(0, (await _line.PlanAsync()).Packs);
        await _line.PruneAsync("two");
        await _line.RequireAsync("one");
        Assert.Equal((0L, 0), await _line.LeftAsync());
    }

    [Theory]
    [InlineData(StoreFailure.Retained)]
    [InlineData(StoreFailure.AccessDenied)]
    public async Task Objects_ThatTheStoreKeeps_AreNamedAndTheRestGoes(StoreFailure failure)
    {
        await _line.TakeAsync("one", "two", "three");
        var record = $"{Given.Policy}/backups/two/backup.json";
        _line.Refuse(failure, key => key == record);

        var report = await _line.PruneAsync("one", "two");
        var skipped = Assert.Single(report.Skipped);
        Assert.Equal((record, failure, 1L), (skipped.Key, skipped.Reason, report.SkippedObjects));
        Assert.Equal(["one"], report.DeletedBackups);

        // It is a backup still, so it keeps its manifests and packs.
        await _line.RequireAsync("two", "three");
    }

    [Fact]
    public async Task Manifest_ThatTheStoreKeeps_KeepsItsPacks()
    {
        await _line.TakeAsync("one", "two");
        var manifest = $"{Given.Policy}/backups/one/{Given.Source}.manifest";
        _line.Refuse(StoreFailure.Retained, key => key == manifest);
        var report = await _line.PruneAsync("one");
        Assert.Equal((0, 0L, 1L), (report.DeletedManifests, report.DeletedPacks, report.SkippedObjects));
        _line.Store.BeforeDelete = null;
        Assert.InRange((await _line.PruneAsync()).DeletedPacks, 1, 100);
        await _line.RequireAsync("two");
    }

    [Fact]
    public async Task Packs_ThatTheStoreKeeps_AreCountedAndGoLater()
    {
        await _line.TakeAsync("one", "two");
        _line.Refuse(StoreFailure.Retained, key => key.Contains("/packs/"));
        var report = await _line.PruneAsync("one");
        Assert.Equal((0L, 0L), (report.DeletedPacks, report.FreedBytes));
        Assert.InRange(report.SkippedObjects, 1, 100);
        _line.Store.BeforeDelete = null;
        Assert.Equal(report.SkippedObjects, (await _line.PruneAsync("one")).DeletedPacks);
    }

    [Fact]
    public async Task Manifest_ThatCannotBeRead_KeepsEveryPackOfItsSourceAndIsNamed()
    {
        await _line.TakeAsync("one", "two");
        var manifest = $"{Given.Policy}/backups/two/{Given.Source}.manifest";
        _line.Store.Objects[manifest][^1] ^= 1;
        var packs = _line.Packs;
        var plan = await _line.PlanAsync("one");
        Assert.Contains(manifest, Assert.Single(plan.Problems));
        await _line.Repository.Pruner.ExecuteAsync(plan, Given.Token);
        Assert.Equal(packs, _line.Packs);
    }

    [Fact]
    public async Task Record_ThatCannotBeRead_IsACommittedBackup()
    {
        await _line.TakeAsync("one", "two");
        _line.Store.Objects[$"{Given.Policy}/backups/one/backup.json"] = [1, 2, 3];
        var plan = await _line.PlanAsync();
        Assert.Equal((0L, 0), (plan.Packs, plan.Leftovers.Count));
    }

    [Fact]
    public async Task Record_ThatNoListingShows_IsACommittedBackup()
    {
        await _line.TakeAsync("one", "two");
        _line.Store.Hides = key => key == $"{Given.Policy}/backups/one/backup.json";
        await _line.PruneAsync();
        await _line.RequireAsync("one", "two");

        await _line.PruneAsync("one");
        Assert.DoesNotContain(_line.Store.Objects.Keys, key => key.Contains("/one/", StringComparison.Ordinal));
        await _line.RequireAsync("two");
    }

    [Fact]
    public async Task Manifest_ThatNoListingShows_KeepsItsPacks()
    {
        await _line.TakeAsync("one", "two");
        _line.Store.Hides = key => key == $"{Given.Policy}/backups/two/{Given.Source}.manifest";
        await _line.PruneAsync();
        await _line.RequireAsync("one", "two");
    }

    [Fact]
    public async Task Plan_ThatABackupOvertook_IsRefused()
    {
        await _line.TakeAsync("one");
        var plan = await _line.PlanAsync("one");
        await _line.TakeAsync("two");
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => _line.Repository.Pruner.ExecuteAsync(plan, Given.Token));
        Assert.Equal(RepositoryFailure.Conflict, failure.Failure);
        await _line.RequireAsync("one", "two");
    }

    [Fact]
    public async Task Prune_NeedsNoPut()
    {
        await _line.TakeAsync("one", "two");
        _line.Store.BeforePut = (_, _) => throw new StoreException(StoreFailure.Full, "full");
        Assert.InRange((await _line.PruneAsync("one")).FreedBytes, Mebi, long.MaxValue);
    }

    [Fact]
    public async Task OtherPoliciesAndForeignObjects_AreNotTouched()
    {
        await _line.TakeAsync("one");
        string[] foreign =
        [
            "other/orders/packs/aa/aa000000000000000000000000000001", $"{Given.Policy}/orders/packs/aa/readme",
            $"{Given.Policy}/orders/wal/1/2/3", $"{Given.Policy}x/orders/packs/aa/aa000000000000000000000000000001",
        ];
        Array.ForEach(foreign, key => _line.Store.Objects[key] = [1]);
        await _line.PruneAsync("one");
        Assert.All(foreign, key => Assert.Contains(key, _line.Store.Objects.Keys));
    }

    [Fact]
    public async Task Statistics_OfALine_AreWhatTheStoreHolds()
    {
        await _line.TakeAsync("one", "two");
        var statistics = (await _line.PlanAsync()).Statistics;
        var stored = _line.Packs.Sum(key => (long)_line.Store.Objects[key].Length);
        Assert.Equal((2, stored, 0L), (statistics.Manifests, statistics.StoredBytes, statistics.ReclaimableBytes));
        Assert.Equal(2L * Line.ContentBytes, statistics.SourceBytes);
        Assert.InRange(statistics.CompressionRatio!.Value, 1.1, 1.6);
        Assert.InRange(statistics.DeduplicationRatio!.Value, 1.1, 1.4);

        var after = (await _line.PlanAsync("one")).Statistics;
        Assert.Equal((1, stored), (after.Manifests, after.StoredBytes));
        Assert.InRange(after.ReclaimableBytes, 1, stored / 2);
    }
}
