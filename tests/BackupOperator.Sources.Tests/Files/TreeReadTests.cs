using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using BackupOperator.Sources.Files;

namespace BackupOperator.Sources.Tests.Files;

public sealed class TreeReadTests : IDisposable
{
    private readonly TreeRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task BackUp_FilesThatCannotBeRead_FailsAndNamesThem()
    {
        // Files of the kernel that can only be written: a read ends in an error, even for root.
        const string Unreadable = "/sys/bus/platform";
        Assert.SkipUnless(File.Exists($"{Unreadable}/drivers_probe"), "the kernel has no such bus");

        var failure = await Assert.ThrowsAsync<SourceException>(
            () => _repository.BackUpAsync("b0", options: new FilesSourceOptions { Root = Unreadable }));

        Assert.Equal(SourceFailure.Refused, failure.Failure);
        Assert.Contains("drivers_probe (", failure.Message);
        Assert.Contains("uevent (", failure.Message);
    }

    [Fact]
    public async Task BackUp_RootThatIsNotThere_SaysSo()
    {
        var failure = await Assert.ThrowsAsync<SourceException>(() => _repository.BackUpAsync(
            "b0", options: new FilesSourceOptions { Root = _repository.PathOf("nowhere") }));

        Assert.Equal(SourceFailure.BadInput, failure.Failure);
        Assert.Contains("nowhere cannot be opened", failure.Message);
    }

    [Fact]
    public async Task BackUp_OtherFileSystemInTheTree_KeepsItsMountPointOnly()
    {
        Assert.SkipUnless(Directory.Exists("/dev/pts"), "nothing is mounted below /dev");

        var options = new FilesSourceOptions { Root = "/dev" };
        var counts = (await _repository.BackUpAsync("b0", options: options)).GetProperty("counts");

        Assert.True(Count(counts, "mountPointsSkipped") >= 1);
        Assert.True(Count(counts, "others") >= 1);
        Assert.Contains(_repository.Warnings, warning => warning.StartsWith("pts is on another file system"));
    }

    [Fact]
    public async Task BackUp_Socket_IsCountedAndLeftOut()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_repository.Root, "socket")));
        File.WriteAllText(Path.Combine(_repository.Root, "file"), "content");

        var details = await _repository.BackUpAsync("b0");
        var restored = await _repository.RestoreAsync("b0", "out");

        Assert.Equal(1, Count(details.GetProperty("counts"), "socketsSkipped"));
        Assert.Equal(["file"], Directory.GetFileSystemEntries(restored).Select(Path.GetFileName));
    }

    [Fact]
    public async Task BackUp_Excluded_IsNotInTheBackup()
    {
        string[] paths = ["cache/a", "cache/deep/b", "keep/x.tmp", "keep/x.txt", "keep/cache/c", "lost+found/d"];
        foreach (var path in paths)
        {
            var file = Path.Combine(_repository.Root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, path);
        }

        var options = new FilesSourceOptions { Root = _repository.Root, Exclude = ["cache/**", "*.tmp"] };
        await _repository.BackUpAsync("b0", options: options);
        var restored = await _repository.RestoreAsync("b0", "out");

        Assert.Equal(
            ["cache", "keep", "keep/cache", "keep/cache/c", "keep/x.txt"],
            Directory.GetFileSystemEntries(restored, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(restored, path)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task BackUp_SparseFile_StoresItsDataOnlyAndRestoresItsHoles()
    {
        var file = Path.Combine(_repository.Root, "sparse");
        var path = Encoding.UTF8.GetBytes(file + '\0');
        Libc.Write(path, 50_000_000, [1, 2, 3]);
        Libc.SetLength(path, 100_000_000);

        var details = await _repository.BackUpAsync("b0");
        var restored = Path.Combine(await _repository.RestoreAsync("b0", "out"), "sparse");

        Assert.InRange(details.GetProperty("contentBytes").GetInt64(), 3, 1_000_000);
        Assert.Equal(100_000_000, new FileInfo(restored).Length);
        Assert.Equal(
            await Testing.Servers.Run.ToEndAsync("stat", ["--format=%b", file]),
            await Testing.Servers.Run.ToEndAsync("stat", ["--format=%b", restored]));
        await TreeListing.RequireEqualAsync(_repository.Root, _repository.PathOf("out"));
    }

    [Fact]
    public async Task BackUp_DirectoriesDeeperThanAPathMayBeLong_ComeBack()
    {
        var name = new string('d', 200);
        var script = $"cd \"$0\" && for i in $(seq 40); do mkdir {name} && cd {name}; done && echo deep > file";
        await Testing.Servers.Run.ToEndAsync("/bin/bash", ["-c", script, _repository.Root]);

        await _repository.BackUpAsync("b0");
        await _repository.BackUpAsync("b1", "b0");

        Assert.Equal(42, await _repository.VerifyAsync("b1"));
        await TreeListing.RequireEqualAsync(_repository.Root, await _repository.RestoreAsync("b1", "out"));
    }

    [Fact]
    public async Task BackUp_ExtendedAttributes_ComeBack()
    {
        foreach (var name in new[] { "file", "empty" })
        {
            var path = Path.Combine(_repository.Root, name);
            File.WriteAllText(path, name == "file" ? "content" : "");
            Libc.SetAttribute(Encoding.UTF8.GetBytes(path + '\0'), "user.note\0"u8.ToArray(), "value"u8.ToArray());
        }

        Libc.SetAttribute(
            Encoding.UTF8.GetBytes(_repository.Root + '\0'), "user.dir\0"u8.ToArray(), "of a directory"u8.ToArray());
        await _repository.BackUpAsync("b0");
        await _repository.BackUpAsync("b1", "b0");

        await TreeListing.RequireEqualAsync(_repository.Root, await _repository.RestoreAsync("b1", "out"));
    }

    private static long Count(JsonElement counts, string name) => counts.GetProperty(name).GetInt64();
}
