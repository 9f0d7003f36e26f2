using BackupOperator.Repository.Keys;

namespace BackupOperator.Repository.Tests.Wrapping;

/// <summary>Data keys are replaced by new ones; what the old ones sealed stays readable and recognised.</summary>
public sealed class RotationTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SettableClock _clock = new(Start);

    [Fact]
    public async Task Rotated_Repository_WritesWithTheNewKeyAndReadsBoth()
    {
        using var store = new MemoryStore();
        var repository = await OpenAsync(store);
        var first = repository.KeyId;
        await repository.WriteAsync(Given.Options(backup: "one"), ("dump", [1]));
        var second = await repository.Keys.RotateAsync(Given.Token);
        await repository.WriteAsync(Given.Options(backup: "two"), ("dump", [2]));

        Assert.NotEqual(first, second);
        Assert.Equal(second, repository.KeyId);
        var again = await OpenAsync(store);
        Assert.Equal(second, again.KeyId);
        Assert.Equal([1], await again.ReadAsync("dump", backup: "one"));
        Assert.Equal([2], await again.ReadAsync("dump", backup: "two"));
        Assert.Contains(second, KeyOfManifest(store, "two"));
        Assert.Contains(first!, KeyOfManifest(store, "one"));
    }

    [Fact]
    public void Successor_OfADataKey_NamesChunksAlikeAndSealsOtherwise()
    {
        var repository = Identifier.Create();
        var key = DataKey.Create();
        var (one, two) = (KeyMaterial.From(key, repository), KeyMaterial.From(key.CreateSuccessor(), repository));
        var content = Given.Random(5_000_000);

        Assert.Equal(one.Hasher.Hash(content), two.Hasher.Hash(content));
        Assert.Equal(one.GearTable, two.GearTable);
        Assert.NotEqual(one.KeyId, two.KeyId);
        Assert.NotEqual(one.RecordKey, two.RecordKey);
        var pack = Identifier.Create();
        using var sealing = one.PackSealer(pack);
        using var opening = two.PackSealer(pack);
        var piece = new byte[100 + sealing.OverheadBytes];
        sealing.Seal(0, [], content.AsSpan(0, 100), piece);
        Assert.False(opening.TryOpen(0, [], piece, new byte[100]));
    }

    [Fact]
    public async Task Key_OfAnotherSecret_NamesChunksOtherwise()
    {
        using var store = new MemoryStore();
        await OpenAsync(store);
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(Given.Random(32))) with { AddKeyIfNone = true };
        var other = await BackupRepository.OpenAsync(store, access, Given.Token);
        Assert.True(Identifier.TryParse(other.Id, out var id));
        var one = await Keys.KeyFiles.OpenAsync(store, id, KeyEncryptionKey.Parse(Given.Kek), Given.Token);
        var two = await Keys.KeyFiles.OpenAsync(store, id, KeyEncryptionKey.Parse(Given.Random(32)), Given.Token);

        Assert.NotEqual(one.Current!.Hasher.Hash([1]), two.Current!.Hasher.Hash([1]));
    }

    [Theory]
    [InlineData(29, 1)]
    [InlineData(30, 1)]
    [InlineData(31, 2)]
    public async Task RotateAfter_OnOpening_MakesAKeyOnlyWhenTheCurrentIsOlder(int days, int keys)
    {
        using var store = new MemoryStore();
        await OpenAsync(store);
        _clock.Now = Start.AddDays(days);
        await OpenAsync(store, TimeSpan.FromDays(30));
        await OpenAsync(store, TimeSpan.FromDays(30));
        await OpenAsync(store);

        Assert.Equal(keys, KeyFiles(store).Count());
    }

    [Fact]
    public async Task Rotation_WithAClockSetBack_StillMakesTheCurrentKey()
    {
        using var store = new MemoryStore();
        await OpenAsync(store);
        _clock.Now = Start.AddDays(-400);
        var repository = await OpenAsync(store, TimeSpan.FromDays(30));
        Assert.Single(KeyFiles(store));

        var rotated = await repository.Keys.RotateAsync(Given.Token);
        Assert.Equal(rotated, repository.KeyId);
        Assert.Equal(rotated, (await OpenAsync(store)).KeyId);
    }

    [Fact]
    public async Task Rotation_UnderAPassphrase_TakesTheSaltThatIsThere()
    {
        using var store = new MemoryStore();
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse("correct horse battery"u8));
        var first = await BackupRepository.OpenAsync(store, access with { CreateIfAbsent = true }, Given.Token);
        await first.Keys.RotateAsync(Given.Token);
        var reopened = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse("correct horse battery\n"u8));
        await (await BackupRepository.OpenAsync(store, reopened, Given.Token)).Keys.RotateAsync(Given.Token);

        Assert.Equal(3, KeyFiles(store).Count());
        Assert.Single(KeyFiles(store).Select(file => file.Split('.')[1]).Distinct());
    }

    [Fact]
    public async Task Rotation_WithoutEncryption_IsRefused()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, EncryptionMode.None);
        var failure = await Assert.ThrowsAsync<RepositoryException>(() => repository.Keys.RotateAsync(Given.Token));
        Assert.Equal(RepositoryFailure.EncryptionMismatch, failure.Failure);
    }

    private static IEnumerable<string> KeyFiles(MemoryStore store) =>
        store.Objects.Keys.Where(key => key.StartsWith("keys/"));

    private static string KeyOfManifest(MemoryStore store, string backup) =>
        Convert.ToHexStringLower(store.Objects[$"{Given.Policy}/backups/{backup}/{Given.Source}.manifest"].AsSpan(32, 16));

    private Task<BackupRepository> OpenAsync(MemoryStore store, TimeSpan? rotateAfter = null) =>
        BackupRepository.OpenAsync(store, Given.Access() with { RotateAfter = rotateAfter }, _clock, Given.Token);
}
