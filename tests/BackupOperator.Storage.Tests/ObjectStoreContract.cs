using System.Security.Cryptography;

namespace BackupOperator.Storage.Tests;

/// <summary>What every store owes, run on each backend and decorator stack by the classes
/// that derive from it.</summary>
public abstract class ObjectStoreContract : IAsyncLifetime
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>An empty store.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    protected IObjectStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    public virtual ValueTask DisposeAsync()
    {
        Store?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_003)]
    public async Task Put_AnySize_IsReadBackWhole(int sizeBytes)
    {
        var content = RandomNumberGenerator.GetBytes(sizeBytes);

        await Store.PutAsync("packs/aa/one", content, ifAbsent: true, Cancellation);

        Assert.Equal(content, await ReadAsync("packs/aa/one", null));
        Assert.Equal(sizeBytes, (await Store.StatAsync("packs/aa/one", Cancellation))?.SizeBytes);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(990, 10)]
    [InlineData(0, 1000)]
    [InlineData(500, 1)]
    public async Task Get_Range_ReturnsExactlyThoseBytes(int offset, int length)
    {
        var content = RandomNumberGenerator.GetBytes(1000);
        await Store.PutAsync("ranged", content, ifAbsent: false, Cancellation);

        Assert.Equal(content[offset..(offset + length)], await ReadAsync("ranged", new ByteRange(offset, length)));
    }

    [Theory]
    [InlineData(991, 10)]
    [InlineData(1000, 1)]
    [InlineData(5000, 1)]
    public async Task Get_RangePastTheEnd_IsTruncated(int offset, int length)
    {
        await Store.PutAsync("ranged", new byte[1000], ifAbsent: false, Cancellation);

        await FailsAsync(StoreFailure.Truncated, () => ReadAsync("ranged", new ByteRange(offset, length)));
    }

    [Fact]
    public async Task Get_RangeOfEmptyObject_IsTruncated()
    {
        await Store.PutAsync("empty", ReadOnlyMemory<byte>.Empty, ifAbsent: false, Cancellation);

        await FailsAsync(StoreFailure.Truncated, () => ReadAsync("empty", new ByteRange(0, 1)));
    }

    [Fact]
    public async Task Get_NoSuchObject_IsNotFound()
    {
        await FailsAsync(StoreFailure.NotFound, () => ReadAsync("packs/none", null));
        await FailsAsync(StoreFailure.NotFound, () => ReadAsync("packs/none", new ByteRange(0, 1)));
    }

    [Fact]
    public async Task Stat_NoSuchObject_IsNull()
    {
        await Store.PutAsync("folder/object", new byte[1], ifAbsent: false, Cancellation);

        Assert.Null(await Store.StatAsync("folder/other", Cancellation));
        Assert.Null(await Store.StatAsync("folder", Cancellation));
    }

    [Fact]
    public async Task Stat_NewObject_HasATimeOfNow()
    {
        await Store.PutAsync("timed", new byte[1], ifAbsent: false, Cancellation);

        var age = DateTimeOffset.UtcNow - (await Store.StatAsync("timed", Cancellation))!.LastModified;
        Assert.InRange(age, TimeSpan.FromMinutes(-5), TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Put_TakenKeyIfAbsent_IsRefusedAndKeepsTheFirst()
    {
        await Store.PutAsync("once", new byte[] { 1 }, ifAbsent: true, Cancellation);

        await FailsAsync(
            StoreFailure.AlreadyExists, () => Store.PutAsync("once", new byte[] { 2 }, ifAbsent: true, Cancellation));

        Assert.Equal([1], await ReadAsync("once", null));
    }

    [Fact]
    public async Task Put_TakenKey_Replaces()
    {
        await Store.PutAsync("again", new byte[] { 1, 1 }, ifAbsent: false, Cancellation);
        await Store.PutAsync("again", new byte[] { 2 }, ifAbsent: false, Cancellation);

        Assert.Equal([2], await ReadAsync("again", null));
    }

    [Fact]
    public async Task Delete_Object_IsGoneEverywhere()
    {
        await Store.PutAsync("a/b/c", new byte[1], ifAbsent: true, Cancellation);

        await Store.DeleteAsync("a/b/c", Cancellation);

        Assert.Null(await Store.StatAsync("a/b/c", Cancellation));
        Assert.Empty(await KeysAsync(""));
        await FailsAsync(StoreFailure.NotFound, () => ReadAsync("a/b/c", null));
    }

    [Fact]
    public async Task Delete_NoSuchObject_IsNoError()
    {
        await Store.PutAsync("a/b", new byte[1], ifAbsent: true, Cancellation);

        await Store.DeleteAsync("a/c", Cancellation);
        await Store.DeleteAsync("x/y/z", Cancellation);
        await Store.DeleteAsync("a", Cancellation);

        Assert.Equal(["a/b"], await KeysAsync(""));
    }

    [Fact]
    public async Task List_FoldersAndObjects_AreInOrdinalOrderOfKeys()
    {
        string[] keys = ["Z", "a-b", "a.b", "a/b", "a/b.c/d", "a/b0", "a0", "a_b", "b/.hidden", "b/c"];
        foreach (var key in keys.Reverse())
        {
            await Store.PutAsync(key, new byte[key.Length], ifAbsent: true, Cancellation);
        }

        var listed = await ListAsync("");
        Assert.Equal(keys.Order(StringComparer.Ordinal), listed.Select(stored => stored.Key));
        Assert.All(listed, stored => Assert.Equal(stored.Key.Length, stored.SizeBytes));
    }

    [Fact]
    public async Task List_Prefix_ShowsOnlyWhatIsBelow()
    {
        foreach (var key in new[] { "a/b/c", "a/bb/c", "a/b.c", "b/a/b" })
        {
            await Store.PutAsync(key, new byte[1], ifAbsent: true, Cancellation);
        }

        Assert.Equal(["a/b/c"], await KeysAsync("a/b/"));
        Assert.Empty(await KeysAsync("none/"));
    }

    [Fact]
    public async Task DeleteMany_OfSomeThatAreThere_LeavesTheOthers()
    {
        foreach (var number in Enumerable.Range(0, 12))
        {
            await Store.PutAsync($"many/{number:d2}", new byte[1], ifAbsent: true, Cancellation);
        }

        string[] keys = [.. Enumerable.Range(1, 10).Select(number => $"many/{number:d2}"), "many/none", "none"];
        Assert.Empty(await Store.DeleteManyAsync(keys, Cancellation));
        Assert.Equal(["many/00", "many/11"], await KeysAsync("many/"));
        Assert.Empty(await Store.DeleteManyAsync([], Cancellation));
    }

    [Fact]
    public async Task ListAfter_Key_ShowsTheRest()
    {
        foreach (var key in new[] { "a/1", "a/2", "a/3", "b/1" })
        {
            await Store.PutAsync(key, new byte[1], ifAbsent: true, Cancellation);
        }

        var rest = await Store.ListAfterAsync("a/", "a/1", Cancellation).ToListAsync(Cancellation);

        Assert.Equal(["a/2", "a/3"], rest.Select(stored => stored.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData(".")]
    [InlineData("a b")]
    [InlineData("~incoming/a")]
    [InlineData("ä")]
    public async Task EveryCall_MalformedKey_IsRefused(string key)
    {
        await Assert.ThrowsAnyAsync<ArgumentException>(
            () => Store.PutAsync(key, new byte[1], ifAbsent: false, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.GetAsync(key, null, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.StatAsync(key, Cancellation));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.DeleteAsync(key, Cancellation));
    }

    [Theory]
    [InlineData("a")]
    [InlineData("/")]
    [InlineData("../")]
    public async Task List_MalformedPrefix_IsRefused(string prefix)
        => await Assert.ThrowsAnyAsync<ArgumentException>(() => ListAsync(prefix));

    [Fact]
    public async Task Put_ManyAtOnceOneKey_ExactlyOneWins()
    {
        var writers = Enumerable.Range(0, 8).Select(number => TryPutAsync("raced/key", [(byte)number])).ToArray();

        var winners = (await Task.WhenAll(writers)).Count(won => won);

        // A store that cannot decide atomically may let several through; none of ours in these tests is one.
        Assert.Equal(1, winners);
        Assert.Single(await ReadAsync("raced/key", null));
    }

    [Fact]
    public async Task PutAndDelete_ManyAtOnceInOneFolder_NeverDisturbEachOther()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async number =>
        {
            var key = $"shared/folder/{number}";
            await Store.PutAsync(key, new byte[100], ifAbsent: true, Cancellation);
            Assert.Equal(100, (await Store.StatAsync(key, Cancellation))?.SizeBytes);
            await Store.DeleteAsync(key, Cancellation);
        }));

        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task EveryCall_CancelledToken_IsCancelled()
    {
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Store.PutAsync("k", new byte[1], false, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.GetAsync("k", null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.StatAsync("k", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Store.DeleteAsync("k", cancelled));
        Assert.Empty(await KeysAsync(""));
    }

    protected static async Task<StoreException> FailsAsync(StoreFailure failure, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<StoreException>(call);
        Assert.Equal(failure, exception.Failure);
        return exception;
    }

    protected async Task<byte[]> ReadAsync(string key, ByteRange? range)
    {
        await using var stream = await Store.GetAsync(key, range, Cancellation);
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, Cancellation);
        return content.ToArray();
    }

    protected async Task<List<StoredObject>> ListAsync(string prefix)
        => await Store.ListAsync(prefix, Cancellation).ToListAsync(Cancellation);

    private async Task<IEnumerable<string>> KeysAsync(string prefix)
        => (await ListAsync(prefix)).Select(stored => stored.Key);

    private async Task<bool> TryPutAsync(string key, byte[] content)
    {
        try
        {
            await Store.PutAsync(key, content, ifAbsent: true, Cancellation);
            return true;
        }
        catch (StoreException exception) when (exception.Failure == StoreFailure.AlreadyExists)
        {
            return false;
        }
    }
}
