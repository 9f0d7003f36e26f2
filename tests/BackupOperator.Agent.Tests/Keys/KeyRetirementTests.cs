namespace BackupOperator.Agent.Tests.Keys;

/// <summary>The former key is given up, and stays where something needs it.</summary>
public sealed class KeyRetirementTests(Server server)
{
    [Fact]
    public async Task Commit_ThatRetiresTheFormerKey_LeavesAllBackupsReadableWithThePresentOneOnly()
    {
        using var bench = await Given.StoredAsync(server, "new", "old");

        var (_, keys) = await bench.StoreAsync("b2", retire: true);

        Assert.Equal((1, "Secret old was given up: it opens nothing here any more"), (keys.RemovedFiles, keys.Message));
        Assert.Single(bench.KeyFiles);
        bench.Use("old");
        Assert.StartsWith("Secret old holds another key", (await bench.CheckAsync("b1")).Message);
        bench.Use("new");
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Commit_AfterTheFormerKeyWasGivenUp_HasNothingToSay()
    {
        using var bench = await Given.StoredAsync(server);
        bench.Change("old");
        await bench.StoreAsync("b2", retire: true);

        var (_, keys) = await bench.StoreAsync("b3", retire: true);

        Assert.Equal((1, 0, null), (keys.DataKeys, keys.RemovedFiles, keys.Message));
    }

    [Fact]
    public async Task Commit_WhileABackupOpensWithTheFormerKeyOnly_KeepsItAndNamesTheBackup()
    {
        using var bench = await Given.StoredAsync(server, "new", "old");
        var former = bench.KeyFiles;
        await bench.StoreAsync("b2", rotateAfter: "0s");
        var wrapped = bench.KeyFiles.Single(file => !former.Contains(file) && SameDataKey(file, former[0]));
        Damage(wrapped);

        var (_, keys) = await bench.StoreAsync("b3", retire: true);

        Assert.Equal(0, keys.RemovedFiles);
        Assert.Contains($"{Path.GetFileName(wrapped)} is damaged", keys.Message);
        Assert.Contains("Secret old was kept", keys.Message);
        Assert.Contains("shop/shop b1", keys.Message);
        Assert.Contains(former[0], bench.KeyFiles);
        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "kept_restored"));
        Assert.True(restore.Restore is not null, restore.Message);
    }

    [Fact]
    public async Task Commit_WhileAnotherPolicyUsesTheFormerSecret_KeepsItAndNamesThePolicy()
    {
        using var bench = await Given.StoredAsync(server);
        var other = await AgentProcess.RunAsync(Given.OfAnotherPolicy(bench.Backup("b1")));
        var committed = await AgentProcess.RunAsync(Given.OfAnotherPolicy(bench.Commit("b1", other.Backup!)));
        Assert.True(committed.Commit is not null, committed.Message);
        bench.Use("new", "old");

        var (_, keys) = await bench.StoreAsync("b2", retire: true);

        Assert.Equal(
            "Secret old was kept: policy shop/other took the newest backup with it; change the key there too and let " +
            "it run once",
            keys.Message);
        bench.Use("old");
        await bench.RequireReadableAsync("b1");
    }

    [Fact]
    public async Task Commit_ThatIsNotToldSo_KeepsTheFormerKey()
    {
        using var bench = await Given.StoredAsync(server, "new", "old");

        var (_, keys) = await bench.StoreAsync("b2");

        Assert.Equal((1, 0, null), (keys.DataKeys, keys.RemovedFiles, keys.Message));
        Assert.Equal(2, bench.KeyFiles.Count);
    }

    private static bool SameDataKey(string one, string other) =>
        Path.GetFileName(one).Split('.')[0] == Path.GetFileName(other).Split('.')[0];

    private static void Damage(string file)
    {
        var content = File.ReadAllBytes(file);
        content[100] ^= 1;
        File.WriteAllBytes(file, content);
    }
}
