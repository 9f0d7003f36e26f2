namespace BackupOperator.Repository.Tests.Wrapping;

public sealed class EscrowTests
{
    [Fact]
    public async Task Escrow_WithEveryKey_CountsAndPasses()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, "one", [1]);
        await repository.Keys.RotateAsync(Given.Token);
        await Backups.CommitAsync(repository, "two", [2]);

        var report = await repository.Keys.CheckEscrowAsync(policyUid: null, Given.Token);
        Assert.True(report.Passed);
        Assert.Equal((2, 2, 2), (report.Backups, report.Openable, report.DataKeys));
    }

    [Fact]
    public async Task Escrow_WithoutADataKey_NamesItAndTheBackupsThatNeedIt()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, "one", [1]);
        var lost = repository.KeyId!;
        await repository.Keys.RotateAsync(Given.Token);
        await Backups.CommitAsync(repository, "two", [2]);
        store.Objects.TryRemove(store.Objects.Keys.Single(key => key.StartsWith($"keys/{lost}")), out _);

        var report = await (await Given.RepositoryAsync(store)).Keys.CheckEscrowAsync(Given.Policy, Given.Token);
        Assert.Equal((2, 1, 1), (report.Backups, report.Openable, report.DataKeys));
        var problem = Assert.Single(report.Problems);
        Assert.Equal("one", problem.Backup);
        Assert.Equal([lost], problem.MissingKeys);
        Assert.Contains(lost, problem.Message);
    }

    [Fact]
    public async Task Escrow_WhenOnlyThePacksKeyIsLost_SeesItInTheManifest()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, "one", [1]);
        var lost = repository.KeyId!;
        await repository.Keys.RotateAsync(Given.Token);
        await Backups.CommitReferringAsync(store, repository, "one", "two");
        store.Objects.TryRemove($"{Given.Policy}/backups/one/backup.json", out _);
        store.Objects.TryRemove(store.Objects.Keys.Single(key => key.StartsWith($"keys/{lost}")), out _);

        var report = await (await Given.RepositoryAsync(store)).Keys.CheckEscrowAsync(Given.Policy, Given.Token);
        var problem = Assert.Single(report.Problems);
        Assert.Equal(("two", lost), (problem.Backup, Assert.Single(problem.MissingKeys)));
    }

    [Fact]
    public async Task Escrow_OfADamagedRecordOrAMissingManifest_ReportsWhy()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Backups.CommitAsync(repository, "one", [1]);
        await Backups.CommitAsync(repository, "two", [2]);
        store.Objects[$"{Given.Policy}/backups/one/backup.json"][50] ^= 1;
        store.Objects.TryRemove($"{Given.Policy}/backups/two/{Given.Source}.manifest", out _);

        var report = await repository.Keys.CheckEscrowAsync(Given.Policy, Given.Token);
        Assert.Equal((2, 0), (report.Backups, report.Openable));
        Assert.Contains("damaged", report.Problems[0].Message);
        Assert.Contains("missing", report.Problems[1].Message);
    }
}
