using System.Diagnostics;

namespace BackupOperator.Storage.Tests.FileSystem;

/// <summary>What becomes of a directory store when the volume or a writer fails.</summary>
public sealed class FileSystemFaultTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Incoming => Path.Combine(directory.Path, "~incoming");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task EveryCall_MissingRoot_IsContainerMissing()
    {
        using var store = Open(Path.Combine(directory.Path, "not-mounted"));

        await FailsAsync(StoreFailure.ContainerMissing, () => store.PutAsync("k", new byte[1], true, Cancellation));
        await FailsAsync(StoreFailure.ContainerMissing, () => store.GetAsync("k", null, Cancellation));
        await FailsAsync(StoreFailure.ContainerMissing, () => store.StatAsync("k", Cancellation));
        await FailsAsync(StoreFailure.ContainerMissing, () => store.DeleteAsync("k", Cancellation));
        await FailsAsync(
            StoreFailure.ContainerMissing, () => store.ListAsync("", Cancellation).ToListAsync(Cancellation).AsTask());
        await FailsAsync(StoreFailure.ContainerMissing, () => store.GetCapacityAsync(Cancellation));
    }

    [Fact]
    public async Task Put_FullVolume_IsFullAndLeavesNothing()
    {
        await using var volume = await TemporaryVolume.MountAsync("size=1m");
        using var store = Open(volume.Path);
        await store.PutAsync("kept", new byte[100_000], ifAbsent: true, Cancellation);

        await FailsAsync(
            StoreFailure.Full, () => store.PutAsync("big", new byte[2_000_000], ifAbsent: true, Cancellation));

        Assert.Equal(["kept"], await KeysAsync(store));
        Assert.Empty(Directory.GetFiles(Path.Combine(volume.Path, "~incoming")));
    }

    [Fact]
    public async Task Delete_FullVolume_StillWorks()
    {
        await using var volume = await TemporaryVolume.MountAsync("size=1m");
        using var store = Open(volume.Path);
        await store.PutAsync("a/b", new byte[500_000], ifAbsent: true, Cancellation);
        await File.WriteAllBytesAsync(Path.Combine(volume.Path, "filler"), new byte[400_000], Cancellation);
        await FailsAsync(
            StoreFailure.Full, () => store.PutAsync("more", new byte[500_000], ifAbsent: true, Cancellation));

        await store.DeleteAsync("a/b", Cancellation);

        await store.PutAsync("more", new byte[500_000], ifAbsent: true, Cancellation);
        Assert.False(Directory.Exists(Path.Combine(volume.Path, "a")));
    }

    [Fact]
    public async Task Put_ReadOnlyVolume_IsAccessDenied()
    {
        await using var volume = await TemporaryVolume.MountAsync("size=1m,ro");
        using var store = Open(volume.Path);

        var exception = await FailsAsync(
            StoreFailure.AccessDenied, () => store.PutAsync("k", new byte[1], ifAbsent: true, Cancellation));

        Assert.Contains("read-only", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Capacity_Volume_IsTheVolumesOwn()
    {
        await using var volume = await TemporaryVolume.MountAsync("size=4m");
        using var store = Open(volume.Path);
        await store.PutAsync("k", new byte[1024 * 1024], ifAbsent: true, Cancellation);

        Assert.Equal(
            new StoreCapacity(4 * 1024 * 1024, 3 * 1024 * 1024), await store.GetCapacityAsync(Cancellation));
    }

    [Fact]
    public async Task Put_LeftoversOfKilledWriters_AreInvisibleAndRemovedAfterADay()
    {
        Directory.CreateDirectory(Incoming);
        var old = Path.Combine(Incoming, "old");
        var young = Path.Combine(Incoming, "young");
        await File.WriteAllBytesAsync(old, new byte[10], Cancellation);
        await File.WriteAllBytesAsync(young, new byte[10], Cancellation);
        File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddHours(-25));
        File.SetLastWriteTimeUtc(young, DateTime.UtcNow.AddHours(-23));
        using var store = Open(directory.Path);
        Assert.Empty(await KeysAsync(store));

        await store.PutAsync("k", new byte[1], ifAbsent: true, Cancellation);

        Assert.Equal([young], Directory.GetFiles(Incoming));
    }

    [Fact]
    public async Task Put_KeyBelowAnObject_IsUnsupportedAndKeepsIt()
    {
        using var store = Open(directory.Path);
        await store.PutAsync("a", new byte[1], ifAbsent: true, Cancellation);

        await FailsAsync(
            StoreFailure.Unsupported, () => store.PutAsync("a/b", new byte[1], ifAbsent: true, Cancellation));

        Assert.Equal(["a"], await KeysAsync(store));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Put_KeyOfAFolder_IsUnsupportedAndKeepsWhatIsInIt(bool ifAbsent)
    {
        using var store = Open(directory.Path);
        await store.PutAsync("a/b", new byte[1], ifAbsent: true, Cancellation);

        await FailsAsync(StoreFailure.Unsupported, () => store.PutAsync("a", new byte[1], ifAbsent, Cancellation));

        Assert.Equal(["a/b"], await KeysAsync(store));
    }

    [Fact]
    public async Task Get_DeletedWhileRead_ReadsToTheEnd()
    {
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);
        using var store = Open(directory.Path);
        await store.PutAsync("k", content, ifAbsent: true, Cancellation);
        await using var stream = await store.GetAsync("k", null, Cancellation);
        await store.DeleteAsync("k", Cancellation);

        var read = new byte[content.Length];
        await stream.ReadExactlyAsync(read, Cancellation);

        Assert.Equal(content, read);
    }

    [Fact]
    public async Task Get_ShortenedWhileRead_IsTruncated()
    {
        using var store = Open(directory.Path);
        await store.PutAsync("k", new byte[300_000], ifAbsent: true, Cancellation);
        await using var stream = await store.GetAsync("k", null, Cancellation);
        using (var file = File.OpenHandle(Path.Combine(directory.Path, "k"), access: FileAccess.Write))
        {
            RandomAccess.SetLength(file, 100_000);
        }

        await FailsAsync(StoreFailure.Truncated, () => stream.CopyToAsync(Stream.Null, Cancellation));
    }

    [Fact]
    public async Task List_LinkOutOfTheStore_IsNotFollowed()
    {
        using var store = Open(directory.Path);
        Directory.CreateSymbolicLink(Path.Combine(directory.Path, "etc"), "/etc");

        Assert.Empty(await KeysAsync(store));
    }

    [Theory]
    [InlineData("relative/path", "")]
    [InlineData("/tmp", "a b")]
    [InlineData("/tmp", "../up")]
    public void Open_MalformedPath_IsRefused(string root, string prefix) => Assert.ThrowsAny<ArgumentException>(
        () => ObjectStores.Open(new FileSystemStoreOptions { Root = root, Prefix = prefix }));

    private static IObjectStore Open(string root) => ObjectStores.Open(new FileSystemStoreOptions { Root = root });

    private static async Task<IEnumerable<string>> KeysAsync(IObjectStore store)
        => (await store.ListAsync("", Cancellation).ToListAsync(Cancellation)).Select(stored => stored.Key);

    private static async Task<StoreException> FailsAsync(StoreFailure failure, Func<Task> call)
    {
        var exception = await Assert.ThrowsAsync<StoreException>(call);
        Assert.True(failure == exception.Failure, exception.ToString());
        return exception;
    }

    /// <summary>A small filesystem of its own, in memory.</summary>
    private sealed class TemporaryVolume : IAsyncDisposable
    {
        private readonly TemporaryDirectory mountPoint = new();

        internal string Path => mountPoint.Path;

        internal static async Task<TemporaryVolume> MountAsync(string options)
        {
            if (Environment.UserName != "root")
            {
                Assert.Skip("mounting a small filesystem needs root");
            }

            var volume = new TemporaryVolume();
            if (await RunAsync("mount", "-t", "tmpfs", "-o", options, "tmpfs", volume.Path) != 0)
            {
                volume.mountPoint.Dispose();
                Assert.Skip("this machine does not let a process mount a tmpfs");
            }

            return volume;
        }

        public async ValueTask DisposeAsync()
        {
            await RunAsync("umount", Path);
            mountPoint.Dispose();
        }

        private static async Task<int> RunAsync(string program, params string[] arguments)
        {
            using var process = Process.Start(program, arguments);
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
    }
}
