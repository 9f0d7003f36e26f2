using System.Text;
using BackupOperator.Sources.Files;

namespace BackupOperator.Sources.Tests.Files;

public sealed class TreeRestoreTests : IDisposable
{
    private readonly TreeRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task Restore_TargetThatHoldsSomething_IsRefused()
    {
        Make("a", "content");
        await _repository.BackUpAsync("b0");
        Directory.CreateDirectory(_repository.PathOf("out"));
        File.WriteAllText(Path.Combine(_repository.PathOf("out"), "mine"), "mine");

        var failure = await Assert.ThrowsAsync<SourceException>(() => _repository.RestoreAsync("b0", "out"));

        Assert.Equal(SourceFailure.TargetNotEmpty, failure.Failure);
        Assert.False(File.Exists(Path.Combine(_repository.PathOf("out"), "a")));
    }

    [Fact]
    public async Task Restore_OverExistingFiles_ReplacesThemAndLeavesOthers()
    {
        Make("a", "content");
        Make("dir/b", "content of b");
        await _repository.BackUpAsync("b0");
        var target = _repository.PathOf("out");
        Directory.CreateDirectory(Path.Combine(target, "dir"));
        File.WriteAllText(Path.Combine(target, "a"), "other");
        File.WriteAllText(Path.Combine(target, "mine"), "mine");
        File.WriteAllText(_repository.PathOf("outside"), "outside");
        File.CreateSymbolicLink(Path.Combine(target, "dir", "b"), _repository.PathOf("outside"));

        await _repository.RestoreAsync("b0", "out", new FilesTargetOptions { Target = "", OverwriteExisting = true });

        Assert.Equal("content", File.ReadAllText(Path.Combine(target, "a")));
        Assert.Equal("content of b", File.ReadAllText(Path.Combine(target, "dir", "b")));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(target, "mine")));
        Assert.Equal("outside", File.ReadAllText(_repository.PathOf("outside")));
    }

    [Fact]
    public async Task Restore_DirectoryIsASymbolicLinkInTheTarget_IsNotFollowed()
    {
        Make("dir/b", "content of b");
        await _repository.BackUpAsync("b0");
        var target = _repository.PathOf("out");
        Directory.CreateDirectory(target);
        Directory.CreateDirectory(_repository.PathOf("elsewhere"));
        Directory.CreateSymbolicLink(Path.Combine(target, "dir"), _repository.PathOf("elsewhere"));

        await _repository.RestoreAsync("b0", "out", new FilesTargetOptions { Target = "", OverwriteExisting = true });

        Assert.Empty(Directory.GetFileSystemEntries(_repository.PathOf("elsewhere")));
        Assert.Equal("content of b", File.ReadAllText(Path.Combine(target, "dir", "b")));
        Assert.Null(new DirectoryInfo(Path.Combine(target, "dir")).LinkTarget);
    }

    [Fact]
    public async Task Restore_Part_BringsThatPartAndReadsLittle()
    {
        for (var number = 0; number < 8; number++)
        {
            var bytes = new byte[4_000_000];
            new Random(number).NextBytes(bytes);
            Directory.CreateDirectory(Path.Combine(_repository.Root, $"d{number}"));
            await File.WriteAllBytesAsync(
                Path.Combine(_repository.Root, $"d{number}", "large"), bytes, TestContext.Current.CancellationToken);
        }

        Make("d3/deep/small.txt", "small");
        await _repository.BackUpAsync("b0");
        var before = _repository.Meter.Snapshot().BytesReceived;

        var target = await _repository.RestoreAsync(
            "b0", "out", new FilesTargetOptions { Target = "", Include = ["d3/deep", "d5/*"] });

        Assert.Equal(
            ["d3", "d3/deep", "d3/deep/small.txt", "d5", "d5/large"],
            Directory.GetFileSystemEntries(target, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(target, path)).Order(StringComparer.Ordinal));
        Assert.InRange(_repository.Meter.Snapshot().BytesReceived - before, 4_000_000, 12_000_000);
        await TreeListing.RequireEqualAsync(
            Path.Combine(_repository.Root, "d5"), Path.Combine(target, "d5"));
    }

    [Fact]
    public async Task Restore_NameWhoseContentIsStoredUnderAnother_ComesBackWithItsContent()
    {
        Make("a/first", "shared content");
        Directory.CreateDirectory(Path.Combine(_repository.Root, "b"));
        foreach (var name in new[] { "b/second", "b/third" })
        {
            Libc.Link(
                Encoding.UTF8.GetBytes(Path.Combine(_repository.Root, "a/first") + '\0'),
                Encoding.UTF8.GetBytes(Path.Combine(_repository.Root, name) + '\0'));
        }

        await _repository.BackUpAsync("b0");
        var target = await _repository.RestoreAsync(
            "b0", "out", new FilesTargetOptions { Target = "", Include = ["b"] });

        Assert.Equal(["b"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName));
        Assert.Equal("shared content", File.ReadAllText(Path.Combine(target, "b", "third")));
        await TreeListing.RequireEqualAsync(Path.Combine(_repository.Root, "b"), Path.Combine(target, "b"));
    }

    [Fact]
    public async Task Restore_HardLinksAcrossDirectories_AreOneFileAgain()
    {
        Make("z/first", "shared content");
        Make("a/other", "other");
        Libc.Link(
            Encoding.UTF8.GetBytes(Path.Combine(_repository.Root, "z/first") + '\0'),
            Encoding.UTF8.GetBytes(Path.Combine(_repository.Root, "a/link") + '\0'));
        var details = await _repository.BackUpAsync("b0");
        var target = await _repository.RestoreAsync("b0", "out");
        File.AppendAllText(Path.Combine(target, "z", "first"), " and more");

        Assert.Equal(1, details.GetProperty("counts").GetProperty("hardLinks").GetInt64());
        Assert.Equal("shared content and more", File.ReadAllText(Path.Combine(target, "a", "link")));
        Assert.Equal(["a", "z"], Directory.GetFileSystemEntries(target).Select(Path.GetFileName).Order());
    }

    private void Make(string path, string content)
    {
        var file = Path.Combine(_repository.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
