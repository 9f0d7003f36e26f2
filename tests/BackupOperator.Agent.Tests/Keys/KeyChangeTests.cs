using BackupOperator.Contract;

namespace BackupOperator.Agent.Tests.Keys;

/// <summary>The Secret is changed, and what was stored under the former one stays readable.</summary>
public sealed class KeyChangeTests(Server server)
{
    [Fact]
    public async Task Backup_AfterTheContentOfTheSecretWasChanged_OpensAllBackupsWithTheNewContentAlone()
    {
        using var bench = await Given.StoredAsync(server);
        var packs = Packs(bench);
        bench.Change("old");

        await bench.StoreAsync("b2");

        bench.Delete("old", SecretKeys.PreviousKey);
        await bench.RequireReadableAsync("b1", "b2");
        Assert.All(packs, pack => Assert.Equal(pack.Value, File.GetLastWriteTimeUtc(pack.Key)));
    }

    [Fact]
    public async Task Backup_AfterThePolicyNamedAnotherSecret_OpensAllBackupsWithThatAlone()
    {
        using var bench = await Given.StoredAsync(server, "new", "old");

        await bench.StoreAsync("b2");

        bench.Delete("old");
        bench.Use("new");
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Check_BeforeAnyRunHasWrappedTheKeys_ReadsWithTheFormerOne()
    {
        using var bench = await Given.StoredAsync(server, "new", "old");
        var before = bench.KeyFiles;

        await bench.RequireReadableAsync("b1");

        Assert.Equal(before, bench.KeyFiles);
    }

    [Fact]
    public async Task Backup_WhoseNewSecretIsThatOfAnotherPolicy_WrapsWhatOnlyTheFormerOneOpens()
    {
        using var bench = new KeyBench(server.Process);
        bench.Use("new");
        await AgentProcess.RunAsync(Given.OfAnotherPolicy(bench.Backup("other")));
        bench.Use("old");
        await bench.StoreAsync("b1");
        bench.Use("new", "old");

        await bench.StoreAsync("b2");

        bench.Use("new");
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Backup_WithAKeyThatPolicyNeverHad_SaysHowToChangeIt()
    {
        using var bench = await Given.StoredAsync(server, "new", "wrong");

        var result = await AgentProcess.RunAsync(bench.Backup("b2"));

        Assert.Equal(AgentExitCode.BadInput, result.ExitCode);
        Assert.StartsWith("Secret new holds another key, and so does Secret wrong: ", result.Message);
        Assert.Contains("keep the former one as previousKey in the same Secret, or name its Secret in", result.Message);
    }

    [Fact]
    public async Task Backup_WhoseFormerSecretIsGone_SaysSoAndIsStored()
    {
        using var bench = await Given.StoredAsync(server, "old", "former");
        bench.Delete("former");

        var (_, keys) = await bench.StoreAsync("b2");

        Assert.Equal(
            "Secret former for the former encryption key does not exist or is empty: create it with key key, or let " +
            "the policy no longer name it",
            keys.Message);
    }

    [Fact]
    public async Task Backup_WhosePreviousKeyIsThePresentOne_SaysSoAndIsStored()
    {
        using var bench = await Given.StoredAsync(server);
        bench.Change("old");
        bench.Delete("old", SecretKeys.Key);
        var secret = bench.Secret("old", []);
        File.Copy(Path.Combine(secret.Path, SecretKeys.PreviousKey), Path.Combine(secret.Path, SecretKeys.Key));

        var (_, keys) = await bench.StoreAsync("b2", retire: true);

        Assert.StartsWith("previousKey of Secret old is the present key as well", keys.Message);
        await bench.RequireReadableAsync("b1", "b2");
    }

    [Fact]
    public async Task Restore_WhoseFirstSecretIsGone_TakesTheNext()
    {
        using var bench = await Given.StoredAsync(server, "gone", "wrong", "old");
        bench.Delete("gone");

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "key_change_restored"));

        Assert.True(restore.Restore is not null, restore.Message);
    }

    [Fact]
    public async Task Restore_WhoseSecretsAreAllGone_NamesThem()
    {
        using var bench = await Given.StoredAsync(server, "gone", "lost");
        bench.Delete("gone");
        bench.Delete("lost");

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "never"));

        Assert.Equal(AgentExitCode.BadInput, restore.ExitCode);
        Assert.Contains("Secret gone for the encryption key does not exist", restore.Message);
        Assert.Contains("Secret lost for the encryption key does not exist", restore.Message);
        Assert.EndsWith("in spec.keySecretName or spec.kms of the restore", restore.Message);
    }

    [Fact]
    public async Task Restore_OfABackupWhoseDataKeyDoesNotOpen_SaysWhichSecretsWereTried()
    {
        using var bench = new KeyBench(server.Process);
        bench.Use("new");
        await AgentProcess.RunAsync(Given.OfAnotherPolicy(bench.Backup("other")));
        bench.Use("old");
        await bench.StoreAsync("b1");
        bench.Use("new");

        var restore = await AgentProcess.RunAsync(bench.Restore("b1", "never"));

        Assert.Equal(AgentExitCode.BadInput, restore.ExitCode);
        Assert.EndsWith(
            "; tried Secret new; name the place of the key in spec.keySecretName or spec.kms of the restore",
            restore.Message);
    }

    [Fact]
    public async Task Backup_WithADataKeyThatIsTooOld_MakesAnotherAndBothBackupsOpen()
    {
        using var bench = new KeyBench(server.Process);
        var (first, _) = await bench.StoreAsync("b1");
        var (same, _) = await bench.StoreAsync("b2", rotateAfter: "30d");

        var (other, keys) = await bench.StoreAsync("b3", rotateAfter: "0s");

        Assert.Equal(first.KeyId, same.KeyId);
        Assert.NotEqual(first.KeyId, other.KeyId);
        Assert.Equal(2, keys.DataKeys);
        await bench.RequireReadableAsync("b1", "b2", "b3");
    }

    private static Dictionary<string, DateTime> Packs(KeyBench bench) => Directory
        .EnumerateFiles(bench.Store, "*", SearchOption.AllDirectories)
        .Where(file => file.Contains("/packs/", StringComparison.Ordinal))
        .ToDictionary(file => file, File.GetLastWriteTimeUtc);
}
