using BackupOperator.Repository.Checking;
using BackupOperator.Repository.Writing;

namespace BackupOperator.Repository.Tests;

public sealed class IncrementalTests
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public async Task Incremental_OfUnchangedContent_StoresAManifestAndAlmostNothingElse()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(40 * Mebi);
        await repository.WriteAsync(Given.Options(), ("dump", content));
        var again = await repository.WriteAsync(Options("second", "shop-20260101"), ("dump", content));

        Assert.Equal(0, again.StoredBytes);
        Assert.Equal("shop-20260101", again.Base);
        Given.SameBytes(content, await repository.ReadAsync("dump", backup: "second"));
    }

    [Fact]
    public async Task Incremental_AfterOneByteInFront_StoresLittle()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(200 * Mebi);
        byte[] shifted = [7, .. content];
        await repository.WriteAsync(Given.Options(), ("dump", content));
        var second = await repository.WriteAsync(Options("second", Given.Backup), ("dump", shifted));

        // A chunk or two until the cuts fall into step: of 1 GB that is far below 1 %.
        Assert.InRange(second.StoredBytes, 1, 6 * Mebi);
        Given.SameBytes(shifted, await repository.ReadAsync("dump", backup: "second"));
    }

    [Fact]
    public async Task Incremental_AfterOneByteInFrontOfAGigabyte_StoresLessThanAHundredth()
    {
        const long Gibi = 1024L * Mebi;
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await WriteAsync(Given.Options(), new GeneratedStream(Gibi, new Noise().Fill));
        var noise = new Noise();
        var begun = false;
        var second = await WriteAsync(Options("second", Given.Backup), new GeneratedStream(Gibi + 1, room =>
        {
            if (!begun)
            {
                begun = true;
                room[0] = 7;
                room = room[1..];
            }

            noise.Fill(room);
        }));

        Assert.Equal(Gibi + 1, second.ReadBytes);
        Assert.InRange(second.StoredBytes, 1, Gibi / 100);

        async Task<StoredManifest> WriteAsync(SourceWriterOptions options, Stream content)
        {
            await using var writer = await repository.WriteSourceAsync(options, Given.Token);
            await writer.WriteStreamAsync("dump", content, Given.Token);
            return await writer.CompleteAsync(Given.Details(), Given.Token);
        }
    }

    [Fact]
    public async Task Incremental_OnABaseOfManyPacks_AsksForNoneByItsName()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Random(40 * Mebi)));
        await repository.WriteAsync(Options("second", Given.Backup), ("dump", Given.Random(60 * Mebi)));
        var before = store.Stats;

        await using var writer = await repository.WriteSourceAsync(Options("third", "second"), Given.Token);

        Assert.NotNull(writer.Base);
        Assert.Equal(before, store.Stats);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Incremental_OnABaseOfWhichAnyOnePackIsNotWhole_RefersToNone(bool missing)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Random(40 * Mebi)));
        foreach (var pack in store.Objects.Keys.Where(key => key.Contains("/packs/")))
        {
            using var damaged = store.Copy();
            damaged.Objects.Remove(pack, out var content);
            if (!missing)
            {
                damaged.Objects[pack] = content![1..];
            }

            var opened = await Given.RepositoryAsync(damaged);
            await using var writer = await opened.WriteSourceAsync(Options("second", Given.Backup), Given.Token);

            Assert.Null(writer.Base);
        }
    }

    public static TheoryData<int> Seeds => Soak.SeedsAndAnother(3);

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Chain_OfRandomChanges_RestoresEveryBackupWithoutAnyOther(int fixedSeed)
    {
        var seed = fixedSeed == 0 ? Environment.TickCount : fixedSeed;
        var random = new Random(seed);
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store, random.Next(2) == 0 ? EncryptionMode.None : EncryptionMode.Aes256Gcm);
        var content = Given.Random(random.Next(1, 24 * Mebi), seed);
        var backups = new List<(string Name, byte[] Content)>();
        for (var number = 0; number < 6; number++)
        {
            var basis = number == 0 || random.Next(4) == 0 ? null : backups[random.Next(backups.Count)].Name;
            var name = $"run-{number}";
            await repository.WriteAsync(Options(name, basis), ("dump", content), ("small", [1, 2, (byte)number]));
            backups.Add((name, content));
            content = Change(content, random);
        }

        foreach (var (name, expected) in backups)
        {
            var restored = await OnlyWithAsync(store, name).ReadAsync("dump", backup: name);
            Assert.True(expected.AsSpan().SequenceEqual(restored), $"seed {seed}: {name} differs");
        }

        BackupRepository OnlyWithAsync(MemoryStore all, string name)
        {
            // Only the manifest of this backup is left: no reader relies on a base.
            var alone = all.Copy();
            foreach (var key in alone.Objects.Keys.Where(key => key.EndsWith(".manifest") && !key.Contains($"/{name}/")))
            {
                alone.Objects.Remove(key, out _);
            }

            return Given.RepositoryAsync(alone, repository.Encryption).GetAwaiter().GetResult();
        }
    }

    [Fact]
    public async Task Numbers_OfPacksNoLongerUsed_AreEmptiedAndUsedAgain()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var kept = Given.Random(17 * Mebi, seed: 1);
        await repository.WriteAsync(Given.Options(), ("gone", Given.Random(17 * Mebi, seed: 2)), ("kept", kept));
        var second = await repository.WriteAsync(Options("second", Given.Backup), ("kept", kept));
        var third = await repository.WriteAsync(
            Options("third", "second"), ("kept", kept), ("new", Given.Random(9 * Mebi, seed: 3)));

        using var two = await repository.OpenSourceAsync(Given.Policy, "second", Given.Source, Given.Token);
        using var three = await repository.OpenSourceAsync(Given.Policy, "third", Given.Source, Given.Token);
        Assert.Contains(two.Packs.Packs, pack => pack.IsEmpty);
        Assert.Equal(two.Packs.Numbers.Count(), second.Packs);
        Assert.True(three.Packs.Packs.Count <= two.Packs.Packs.Count + 1, "empty numbers were not used again");
        Assert.Equal(three.Packs.Numbers.Count(), third.Packs);
        Given.SameBytes(kept, await repository.ReadAsync("kept", backup: "third"));
    }

    [Fact]
    public async Task Base_ThatHasLostAPack_IsNotUsedAndTheRunStoresEverything()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(20 * Mebi);
        await repository.WriteAsync(Given.Options(), ("dump", content));
        store.Objects.Remove(store.Objects.Keys.First(key => key.Contains("/packs/")), out _);

        var second = await repository.WriteAsync(Options("second", Given.Backup), ("dump", content));

        Assert.Null(second.Base);
        Assert.True(second.StoredBytes > content.Length);
        Given.SameBytes(content, await repository.ReadAsync("dump", backup: "second"));
    }

    [Fact]
    public async Task Full_RefersToNothingEarlier()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(9 * Mebi);
        await repository.WriteAsync(Given.Options(), ("dump", content));
        var before = store.Objects.Keys.ToHashSet();
        await repository.WriteAsync(Given.Options(backup: "second"), ("dump", content));
        foreach (var key in before.Where(key => key.Contains("/packs/")))
        {
            store.Objects.Remove(key, out _);
        }

        Given.SameBytes(content, await repository.ReadAsync("dump", backup: "second"));
    }

    [Fact]
    public async Task Damage_OfASharedPack_NamesEveryBackupThatItHurts()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(12 * Mebi);
        await CommitAsync(repository, "one", null, content);
        await CommitAsync(repository, "two", "one", content);
        await CommitAsync(repository, "three", null, Given.Random(Mebi, seed: 9));
        var key = store.Objects.Keys.Where(key => key.Contains("/packs/")).Order().First(
            key => store.Objects[key].Length > 2 * Mebi);
        store.Objects[key][1000] ^= 1;

        var report = await IntegrityCheck.RunAsync(
            repository, Given.Policy, ["one", "two", "three"], new CheckOptions(), Given.Token);

        var problem = Assert.Single(report.Problems, problem => problem.ObjectKey == key);
        Assert.Equal(["one", "two"], problem.Backups);
    }

    private static async Task CommitAsync(BackupRepository repository, string name, string? basis, byte[] content)
    {
        var manifest = await repository.WriteAsync(Options(name, basis), ("dump", content));
        var record = Given.Record((Given.Source, manifest)) with { Backup = name };
        await repository.Catalogue.CommitAsync(record, Given.Token);
    }

    private static SourceWriterOptions Options(string backup, string? basis) =>
        Given.Options(backup: backup) with { Base = basis };

    private static byte[] Change(byte[] content, Random random)
    {
        var at = random.Next(content.Length);
        var cut = random.Next(at, content.Length);
        var insert = new byte[random.Next(2 * Mebi)];
        random.NextBytes(insert);
        return random.Next(3) switch
        {
            0 => [.. content[..at], .. insert, .. content[at..]],
            1 => [.. content[..at], .. content[cut..], .. insert],
            _ => [.. content[at..], .. content[..at]],
        };
    }
}
