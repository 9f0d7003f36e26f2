using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests;

public sealed class WriterTests
{
    private const int Mebi = 1024 * 1024;

    [Fact]
    public async Task Writer_CutOffAtAnyPut_LeavesNoBackupAndTheNextRunSucceeds()
    {
        var puts = await RunAsync(new MemoryStore());
        Assert.True(puts >= 6, $"only {puts} puts: the content no longer fills several packs");
        for (var cut = 1; cut <= puts; cut++)
        {
            using var store = new MemoryStore();
            var at = cut;
            store.BeforePut = (number, _) =>
            {
                if (number >= at)
                {
                    throw new StoreException(StoreFailure.Unreachable, "cut");
                }
            };
            var failure = await Assert.ThrowsAsync<StoreException>(() => RunAsync(store));
            Assert.Equal("cut", failure.Message);
            store.BeforePut = null;
            var repository = await Given.RepositoryAsync(store);
            Assert.Empty(await repository.Catalogue.ListAsync(null, Given.Token).ToListAsync(Given.Token));
            Assert.Equal(
                cut == puts ? 1 : 0,
                await repository.Catalogue.ListAbandonedAsync(null, Given.Token).CountAsync(Given.Token));
        }
    }

    [Fact]
    public async Task Writer_WhoseSourceBreaksOff_CannotComplete()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await using var writer = await repository.WriteSourceAsync(Given.Options(), Given.Token);
        await Assert.ThrowsAsync<IOException>(
            () => writer.WriteStreamAsync("dump", new BreakingStream(3 * Mebi), Given.Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.CompleteAsync(Given.Details(), Given.Token));
        Assert.DoesNotContain(store.Objects.Keys, key => key.EndsWith(".manifest"));
    }

    [Fact]
    public async Task Writer_OfAManifestThatExists_IsRefusedAndTheFirstStays()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var first = await repository.WriteAsync(Given.Options(), ("dump", [1]));
        var failure = await Assert.ThrowsAsync<RepositoryException>(
            () => repository.WriteAsync(Given.Options(), ("dump", [2])));
        Assert.Equal(RepositoryFailure.Conflict, failure.Failure);
        Assert.Equal([1], await repository.ReadAsync("dump"));
        using var found = await repository.FindSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        Assert.Equal(first, found!.Stored);
    }

    [Fact]
    public async Task Writer_WhoseAnswerWasLost_TakesItsOwnObjectForStored()
    {
        using var store = new AnswerLosingStore();
        var repository = await BackupRepository.OpenAsync(store, Given.Access(), Given.Token);
        await repository.WriteAsync(Given.Options(), ("dump", Given.Random(9 * Mebi)));
        Assert.Equal(Given.Random(9 * Mebi).Length, (await repository.ReadAsync("dump")).Length);
    }

    [Fact]
    public async Task Chunk_ThatRepeats_IsStoredOnce()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var content = Given.Random(12 * Mebi);
        var manifest = await repository.WriteAsync(
            Given.Options(), ("one", content), ("two", content), ("three", [7, .. content]));

        // The third differs in front only: its cuts fall into step after a chunk or two.
        Assert.InRange(manifest.StoredBytes, 12 * Mebi, 19 * Mebi);
        var two = await repository.ReadAsync("two");
        Assert.True(content.AsSpan().SequenceEqual(two));
        var three = await repository.ReadAsync("three");
        Assert.True(content.AsSpan().SequenceEqual(three.AsSpan(1)));
    }

    [Fact]
    public async Task Streams_WrittenAtOnce_ComeBackEach()
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var contents = Enumerable.Range(0, 12).Select(seed => Given.Random((seed * 700_000) + seed, seed)).ToArray();
        await using (var writer = await repository.WriteSourceAsync(Given.Options(), Given.Token))
        {
            await Task.WhenAll(contents.Select((content, index) =>
                writer.WriteStreamAsync($"table-{index}", new MemoryStream(content), Given.Token)));
            await writer.CompleteAsync(Given.Details(), Given.Token);
            Assert.Equal(0, writer.Pipeline.Buffers.RentedBytes);
        }

        for (var index = 0; index < contents.Length; index++)
        {
            var restored = await repository.ReadAsync($"table-{index}");
            Assert.True(contents[index].AsSpan().SequenceEqual(restored));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Memory_OfWriterAndReader_IsBoundByParallelismNotBySize(int parallelism)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        var options = Given.Options() with { Parallelism = parallelism };
        await using var writer = await repository.WriteSourceAsync(options, Given.Token);
        await writer.WriteStreamAsync("dump", new MemoryStream(Given.Random(96 * Mebi)), Given.Token);
        await writer.CompleteAsync(Given.Details(), Given.Token);

        // README: packs, the window and list of one stream, and frames, which the pool rounds up to a power of two.
        var bound = ((parallelism + 1L) * options.PackBytes) + (17L * Mebi / 2) + (2 * (parallelism + 4) * 4L * Mebi);
        Assert.InRange(writer.Pipeline.Buffers.PeakRentedBytes, options.PackBytes, bound);
        Assert.Equal(0, writer.Pipeline.Buffers.RentedBytes);

        using var reader = await repository.OpenSourceAsync(Given.Policy, Given.Backup, Given.Source, Given.Token);
        await using (var stream = reader.OpenRead("dump", parallelism))
        {
            await stream.CopyToAsync(Stream.Null, Given.Token);
        }

        Assert.InRange(reader.Buffers.PeakRentedBytes, 1, ((parallelism + 1) * 8L * Mebi) + (parallelism * 16L * Mebi));
        Assert.Equal(0, reader.Buffers.RentedBytes);
    }

    [Fact]
    public async Task Progress_AtTheEnd_IsWhatTheManifestSays()
    {
        using var store = new MemoryStore();
        var last = default(WriteProgress);
        var progress = new SynchronousProgress<WriteProgress>(value => last = value);
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(
            Given.Options() with { Progress = progress }, ("dump", Given.Text(10 * Mebi)));
        Assert.Equal(10 * Mebi, last.ReadBytes);
        Assert.Equal(manifest.StoredBytes, last.TransferredBytes);
        Assert.Equal(manifest.Packs, last.Packs);
        Assert.Equal(manifest.StoredBytes + manifest.SizeBytes, manifest.TransferredBytes);
    }

    [Theory]
    [InlineData("backups")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("")]
    public async Task Source_OfANameThatCannotBe_IsRefused(string name)
    {
        using var store = new MemoryStore();
        var repository = await Given.RepositoryAsync(store);
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => repository.WriteSourceAsync(Given.Options(name), Given.Token));
    }

    private static async Task<int> RunAsync(MemoryStore store)
    {
        var repository = await Given.RepositoryAsync(store);
        var manifest = await repository.WriteAsync(Given.Options(), ("dump", Given.Random(20 * Mebi)));
        await repository.Catalogue.CommitAsync(Given.Record((Given.Source, manifest)), Given.Token);
        return store.Puts;
    }
}
