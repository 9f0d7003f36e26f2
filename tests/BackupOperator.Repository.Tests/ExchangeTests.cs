using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Compressing;

namespace BackupOperator.Repository.Tests;

/// <summary>Objects that are whole and authentic, and not where they belong.</summary>
public sealed class ExchangeTests
{
    private static readonly string[] Both = [Given.Backup, "second"];

    public static TheoryData<EncryptionMode> Modes => [EncryptionMode.Aes256Gcm, EncryptionMode.None];

    /// <summary>Whoever may write to the store can keep a manifest of a run that ended early, of the same name.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(CheckOptions.Full)]
    public async Task Manifest_OfAnEarlierAttemptPutBack_IsNamedByTheCheck(int percent)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var first = await repository.WriteAsync(Given.Options(), ("dump", [1]));
        store.Objects.Remove(first.Key, out var earlier);
        var second = await repository.WriteAsync(Given.Options(), ("dump", [2]));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, second)), Given.Token);
        store.Objects[first.Key] = earlier!;
        Assert.Equal([1], await repository.ReadAsync("dump"));

        var report = await IntegrityCheck.RunAsync(
            repository, Given.Policy, Given.Backup, new CheckOptions { Percent = percent }, Given.Token);

        var problem = Assert.Single(report.Problems);
        Assert.Equal(first.Key, problem.ObjectKey);
        Assert.Contains("is not the manifest that the backup's record names", problem.Message);
    }

    /// <summary>Of the same length: neither a listing nor the manifest's numbers tell them apart.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Packs_OfOneSourceExchanged_AreNamedBoth(EncryptionMode mode)
    {
        using var store = await StoredAsync(mode);
        var packs = Keys(store, "/packs/");
        Assert.Equal(store.Objects[packs[0]].Length, store.Objects[packs[1]].Length);
        Exchange(store, packs);

        Assert.Equal(packs, await NamedAsync(store, mode));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Manifests_OfTwoBackupsExchanged_AreNamedBoth(EncryptionMode mode)
    {
        using var store = await StoredAsync(mode);
        var manifests = Keys(store, ".manifest");
        Exchange(store, manifests);

        Assert.Equal(manifests, await NamedAsync(store, mode));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Records_OfTwoBackupsExchanged_AreNamedBoth(EncryptionMode mode)
    {
        using var store = await StoredAsync(mode);
        var records = Keys(store, "backup.json");
        Exchange(store, records);

        Assert.Equal(records, await NamedAsync(store, mode));
        var repository = await Given.RepositoryAsync(store, mode);
        var listed = await repository.Catalogue.ListAsync(Given.Policy, Given.Token).ToListAsync(Given.Token);
        Assert.All(listed, entry => Assert.Null(entry.Record));
        Assert.Equal(Both, listed.Select(entry => entry.Backup).Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public async Task KeyFiles_Exchanged_AreNamedBoth()
    {
        using var store = await StoredAsync(EncryptionMode.Aes256Gcm);
        var keys = Keys(store, "keys/");
        var repository = await Given.RepositoryAsync(store);
        await repository.Keys.RotateAsync(Given.Token);
        keys = [.. keys, .. Keys(store, "keys/").Except(keys)];
        await repository.Keys.RotateAsync(Given.Token);
        Exchange(store, keys);

        // The third opens the repository, and the two are told beside it.
        var damaged = (await Given.RepositoryAsync(store)).DamagedKeyFiles;

        Assert.Equal(keys.Order(), damaged.Select(file => file.ObjectKey).Order());
        Assert.All(damaged, file => Assert.Contains("exchanged or renamed", file.Message));
    }

    /// <summary>Two backups of one source, alike but for their content.</summary>
    private static async Task<MemoryStore> StoredAsync(EncryptionMode mode)
    {
        var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, mode);
        foreach (var (backup, seed) in new[] { (Given.Backup, 1), ("second", 2) })
        {
            var manifest = await repository.WriteAsync(
                Given.Options(backup: backup, compression: Compression.None), ("dump", Given.Random(5000, seed)));
            await repository.Catalogue.CommitAsync(
                Given.Record((Given.Source, manifest)) with { Backup = backup }, Given.Token);
        }

        return store;
    }

    private static string[] Keys(MemoryStore store, string part) =>
        [.. store.Objects.Keys.Where(key => key.Contains(part)).Order(StringComparer.Ordinal)];

    private static void Exchange(MemoryStore store, string[] keys)
    {
        Assert.Equal(2, keys.Length);
        (store.Objects[keys[0]], store.Objects[keys[1]]) = (store.Objects[keys[1]], store.Objects[keys[0]]);
    }

    private static async Task<IEnumerable<string>> NamedAsync(MemoryStore store, EncryptionMode mode)
    {
        var repository = await Given.RepositoryAsync(store, mode);
        var report = await IntegrityCheck.RunAsync(repository, Given.Policy, Both, new CheckOptions(), Given.Token);
        return report.Problems.Select(problem => problem.ObjectKey).Distinct().Order(StringComparer.Ordinal);
    }
}
