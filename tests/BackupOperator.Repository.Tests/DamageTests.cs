namespace BackupOperator.Repository.Tests;

public sealed class DamageTests
{
    private static readonly string[] Documents = ["repository.json", "keys/", "backup.json"];

    public static TheoryData<EncryptionMode> Modes => [EncryptionMode.Aes256Gcm, EncryptionMode.None];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Document_WithAnyByteFlipped_IsRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        foreach (var document in Documents.Where(name => mode != EncryptionMode.None || name != "keys/"))
        {
            var key = backup.Key(document);
            await RefusesFlipsAsync(backup, key, Enumerable.Range(0, backup.Pristine.Objects[key].Length));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Manifest_WithAnyByteFlipped_IsRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        var key = backup.Key("orders.manifest");
        await RefusesFlipsAsync(backup, key, Enumerable.Range(0, backup.Pristine.Objects[key].Length));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Pack_WithAByteFlippedInHeaderFrameDirectoryOrFooter_IsRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        var key = backup.Key("/orders/packs/");
        var length = backup.Pristine.Objects[key].Length;
        var inside = Enumerable.Range(0, 40).Select(step => 64 + (int)((length - 400L) * step / 40));
        await RefusesFlipsAsync(
            backup, key, [.. Enumerable.Range(0, 80), .. inside, .. Enumerable.Range(length - 300, 300)]);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Object_CutShort_IsRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        foreach (var (key, content) in backup.Pristine.Objects)
        {
            foreach (var length in new[] { 0, 1, 63, content.Length / 2, content.Length - 33, content.Length - 1 })
            {
                Assert.Contains(key, await backup.RefusedAsync(objects => objects[key] = content[..length]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Object_WithAByteAdded_IsRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        foreach (var (key, content) in backup.Pristine.Objects)
        {
            Assert.Contains(key, await backup.RefusedAsync(objects => objects[key] = [.. content, 0]));
        }
    }

    /// <summary>By what a person can look for: the object's key, the backup's name, the store's address.</summary>
    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Object_Missing_IsNamed(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        foreach (var key in backup.Pristine.Objects.Keys)
        {
            var named = await backup.RefusedAsync(objects => objects.Remove(key));
            var expected = key switch
            {
                _ when key.EndsWith("backup.json") => $"there is no backup {Given.Backup} of policy {Given.Policy} ",
                _ when key.StartsWith("keys/") => "no key in this repository opens",
                "repository.json" => $"there is no repository in {backup.Pristine.Address}",
                _ => key,
            };
            Assert.StartsWith(expected, Assert.Single(named.Distinct()));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Objects_ExchangedWithinARepository_AreRefusedByName(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        foreach (var kind in new[] { "/packs/", ".manifest" })
        {
            var keys = backup.Pristine.Objects.Keys.Where(key => key.Contains(kind)).ToArray();
            Assert.Equal(2, keys.Length);
            var named = await backup.RefusedAsync(
                objects => (objects[keys[0]], objects[keys[1]]) = (objects[keys[1]], objects[keys[0]]));
            Assert.All(keys, key => Assert.Contains(key, named));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Objects_FromAnotherRepository_AreRefused(EncryptionMode mode)
    {
        var backup = await Damage.OfBackupAsync(mode);
        var other = await Damage.OfBackupAsync(mode);
        foreach (var part in new[] { "repository.json", "backup.json", "orders.manifest", "/orders/packs/" })
        {
            Assert.NotEmpty(
                await backup.RefusedAsync(
                    objects => objects[backup.Key(part)] = other.Pristine.Objects[other.Key(part)]));
        }
    }

    [Fact]
    public async Task KeyFile_OfAnotherName_IsRefusedByName()
    {
        var backup = await Damage.OfBackupAsync(EncryptionMode.Aes256Gcm);
        var key = backup.Key("keys/");
        var renamed = $"keys/{new string('0', 32)}.{key.Split('.')[1]}.json";
        Assert.Equal([renamed], await backup.RefusedAsync(objects =>
        {
            objects[renamed] = objects[key];
            objects.Remove(key);
        }));
    }

    private static async Task RefusesFlipsAsync(Damage backup, string key, IEnumerable<int> positions)
    {
        foreach (var position in positions)
        {
            var named = await backup.RefusedAsync(objects => objects[key][position] ^= (byte)(1 << (position % 8)));
            Assert.True(named.Any(name => name.Contains(key)), $"byte {position} of {key}: {string.Join("; ", named)}");
        }
    }
}
