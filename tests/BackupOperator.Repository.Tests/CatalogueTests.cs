using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Checking;

namespace BackupOperator.Repository.Tests;

public sealed class CatalogueTests
{
    [Fact]
    public async Task Record_Committed_ComesBackWithAndWithoutTheKey()
    {
        using var store = new MemoryStore();
        var committed = await CommitAsync(store, Given.Backup);
        foreach (var access in new[] { Given.Access(), RepositoryAccess.CatalogueOnly })
        {
            var repository = await BackupRepository.OpenAsync(store, access, Given.Token);
            var found = await repository.Catalogue.GetAsync(Given.Policy, Given.Backup, Given.Token);
            Assert.Equivalent(committed, found, strict: true);
            Assert.Equal(EncryptionMode.Aes256Gcm, found.Encryption.Mode);
            var entry = Assert.Single(
                await repository.Catalogue.ListAsync(Given.Policy, Given.Token).ToListAsync(Given.Token));
            Assert.Equal(access != RepositoryAccess.CatalogueOnly, entry.Authenticated);
        }
    }

    [Fact]
    public async Task List_WithADamagedRecord_ShowsItWithTheReasonAndTheOthers()
    {
        using var store = new MemoryStore();
        await CommitAsync(store, "a");
        await CommitAsync(store, "a-b");
        await CommitAsync(store, "c");
        store.Objects[$"{Given.Policy}/backups/a-b/backup.json"][100] ^= 1;
        await (await Given.RepositoryAsync(store)).WriteAsync(Given.Options(backup: "d"), ("dump", [1]));

        var catalogue =
            (await BackupRepository.OpenAsync(store, RepositoryAccess.CatalogueOnly, Given.Token)).Catalogue;
        foreach (var policy in new[] { null, Given.Policy })
        {
            var entries = await catalogue.ListAsync(policy, Given.Token).ToListAsync(Given.Token);
            Assert.Equal(["a-b", "a", "c"], entries.Select(entry => entry.Backup));
            Assert.Equal([true, false, false], entries.Select(entry => entry.Problem is not null));
            var abandoned = Assert.Single(
                await catalogue.ListAbandonedAsync(policy, Given.Token).ToListAsync(Given.Token));
            Assert.Equal(("d", 1), (abandoned.Backup, abandoned.Objects));
        }

        Assert.Empty(await catalogue.ListAsync("another-policy", Given.Token).ToListAsync(Given.Token));
    }

    [Fact]
    public async Task Commit_OfTheSameRunAgain_ReturnsTheFirstRecord()
    {
        using var store = new MemoryStore();
        var first = await CommitAsync(store, Given.Backup);
        var catalogue = (await Given.RepositoryAsync(store)).Catalogue;
        var second = await catalogue.CommitAsync(
            first with { CompletedAt = first.CompletedAt.AddHours(1) }, Given.Token);
        Assert.Equal(first.CompletedAt, second.CompletedAt);

        var other = first with { Execution = new ExecutionIdentity("another", "another") };
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => catalogue.CommitAsync(other, Given.Token));
        Assert.Equal(RepositoryFailure.Conflict, failure.Failure);
    }

    [Fact]
    public async Task Commit_AfterALaterRunHasCommitted_IsRefusedAndNamesIt()
    {
        using var store = new MemoryStore();
        await CommitAsync(store, "b", token: 8);

        var failure = await Assert.ThrowsAsync<RepositoryException>(() => CommitAsync(store, "a", token: 7));

        Assert.Equal(RepositoryFailure.Conflict, failure.Failure);
        Assert.Contains("backup b of policy nightly was committed by a later run", failure.Message);
        Assert.DoesNotContain($"{Given.Policy}/backups/a/backup.json", store.Objects.Keys);
        await CommitAsync(store, "c", token: 8);
        await CommitAsync(store, "d", token: 9);
    }

    [Fact]
    public async Task Commit_AfterManyBackups_ReadsTheNewestRecordsOnly()
    {
        using var store = new MemoryStore();
        for (var token = 10; token < 30; token++)
        {
            await CommitAsync(store, $"b{token}", token);
        }

        var reads = 0;
        store.BeforeGet = key => reads += key.EndsWith("backup.json", StringComparison.Ordinal) ? 1 : 0;
        await Assert.ThrowsAsync<RepositoryException>(() => CommitAsync(store, "b05", token: 28));

        Assert.InRange(reads, 1, 6);
    }

    [Fact]
    public async Task Commit_AfterALaterRunWhoseNameSortsFirst_IsRefusedByTheTimeOfItsRecord()
    {
        using var store = new MemoryStore();
        for (var token = 10; token < 20; token++)
        {
            await CommitAsync(store, $"b{token}", token);
        }

        await CommitAsync(store, "a", token: 50);
        store.Times[$"{Given.Policy}/backups/a/backup.json"] = DateTimeOffset.UnixEpoch.AddHours(1);

        await Assert.ThrowsAsync<RepositoryException>(() => CommitAsync(store, "z", token: 49));
    }

    [Fact]
    public async Task Commit_BesideARecordThatTheKeyDoesNotVouchFor_IsNotFencedByIt()
    {
        using var store = new MemoryStore();
        var forged = await CommitAsync(store, "b", token: 1000);
        await CommitAsync(store, "a", token: 1000);
        store.Objects[$"{Given.Policy}/backups/b/backup.json"][120] ^= 1;
        store.Objects.TryRemove($"{Given.Policy}/backups/a/backup.json", out _);

        await CommitAsync(store, "c", token: 7);

        Assert.Equal(1000, forged.FencingToken);
    }

    [Fact]
    public async Task Commit_OfTheSameRunAgainAfterALaterOne_ReturnsTheFirstRecord()
    {
        using var store = new MemoryStore();
        var first = await CommitAsync(store, "a", token: 7);
        await CommitAsync(store, "b", token: 8);

        var again = await (await Given.RepositoryAsync(store)).Catalogue.CommitAsync(first, Given.Token);

        Assert.Equal(first.FencingToken, again.FencingToken);
    }

    [Fact]
    public async Task Commit_OfAManifestThatIsMissingOrAnother_CommitsNothing()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", [1]));
        var record = Given.Record((Given.Source, manifest with { Sha256 = new string('0', 64) }));
        await Assert.ThrowsAsync<IntegrityException>(() => repository.Catalogue.CommitAsync(record, Given.Token));

        store.Objects.TryRemove(manifest.Key, out _);
        record = Given.Record((Given.Source, manifest));
        await Assert.ThrowsAsync<IntegrityException>(() => repository.Catalogue.CommitAsync(record, Given.Token));
        Assert.DoesNotContain(store.Objects.Keys, key => key.EndsWith("backup.json"));
    }

    [Fact]
    public async Task Commit_WhosePackIsMissingOrShort_CommitsNothingAndNamesIt()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", [1]));
        var record = Given.Record((Given.Source, manifest));
        var pack = Assert.Single(store.Objects.Keys, key => key.Contains("/packs/", StringComparison.Ordinal));
        var content = store.Objects[pack];
        foreach (var left in new[] { null, content[..^1] })
        {
            store.Objects.TryRemove(pack, out _);
            if (left is not null)
            {
                store.Objects[pack] = left;
            }

            var failure = await Assert.ThrowsAsync<IntegrityException>(
                () => repository.Catalogue.CommitAsync(record, Given.Token));
            Assert.Equal(pack, failure.ObjectKey);
            Assert.DoesNotContain(store.Objects.Keys, key => key.EndsWith("backup.json", StringComparison.Ordinal));
        }

        store.Objects[pack] = content;
        await repository.Catalogue.CommitAsync(record, Given.Token);
    }

    [Fact]
    public async Task Commit_OvertakenAfterItLookedAtTheFence_IsAWholeBackupAndOpensTheFenceForNobody()
    {
        using var store = new MemoryStore();
        await CommitAsync(store, "a", token: 6);
        var stale = $"{Given.Policy}/backups/c/backup.json";
        store.BeforePut = (_, key) =>
        {
            if (key == stale)
            {
                store.BeforePut = null;
                CommitAsync(store, "b", token: 8).GetAwaiter().GetResult();
            }
        };

        await CommitAsync(store, "c", token: 7);

        store.Times[stale] = DateTimeOffset.UnixEpoch.AddHours(1);
        await Assert.ThrowsAsync<RepositoryException>(() => CommitAsync(store, "d", token: 7));
        var repository = await Given.RepositoryAsync(store);
        foreach (var backup in new[] { "a", "b", "c" })
        {
            Assert.Equal([1, 2, 3], await repository.ReadAsync("dump", backup: backup));
        }
    }

    [Fact]
    public async Task Get_OfABackupThatIsNotThere_SaysSo()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => repository.Catalogue.GetAsync(Given.Policy, "never", Given.Token));
        Assert.Equal(RepositoryFailure.BackupMissing, failure.Failure);
    }

    [Fact]
    public async Task Check_WithAConsumer_OffersEveryStreamAndReadsWhatItLeaves()
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        var repository = await Given.RepositoryAsync(backup.Pristine);
        var seen = new List<(string Source, string Stream, int First)>();
        var last = default(CheckProgress);
        var report = await IntegrityCheck.RunAsync(
            repository, Given.Policy, Given.Backup,
            new CheckOptions
            {
                Progress = new SynchronousProgress<CheckProgress>(value => last = value),
                Consumer = async (stream, token) =>
                {
                    var first = new byte[1];
                    await stream.Content.ReadExactlyAsync(first, token);
                    seen.Add((stream.Source, stream.Description.Name, first[0]));
                },
            },
            Given.Token);

        Assert.True(report.Passed);
        Assert.Equal(
            [("orders", "dump"), ("orders", "globals"), ("users", "dump")],
            seen.Select(item => (item.Source, item.Stream)));
        Assert.Equal(Damage.Content[0], seen[0].First);
        Assert.Equal(Damage.Content.Length + 3 + Damage.UsersBytes, report.VerifiedBytes);
        Assert.Equal((2, 3), (report.Packs, report.Streams));
        Assert.Equal((last.TotalBytes, report.VerifiedBytes), (last.ReadBytes, last.VerifiedBytes));
    }

    private static async Task<BackupRecord> CommitAsync(MemoryStore store, string backup, long token = 7)
    {
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(Given.Options(backup: backup), ("dump", [1, 2, 3]));
        return await repository.Catalogue.CommitAsync(
            Given.Record((Given.Source, manifest)) with
            {
                Backup = backup,
                FencingToken = token,
            },
            Given.Token);
    }
}
