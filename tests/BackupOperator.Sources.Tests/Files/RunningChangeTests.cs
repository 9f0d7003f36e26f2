using System.Text;
using BackupOperator.Sources.Files;
using BackupOperator.Sources.Files.Index;
using BackupOperator.Sources.Files.Reading;
using BackupOperator.Sources.Files.Walking;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>Files that change between the steps of a backup.</summary>
public sealed class RunningChangeTests : IDisposable
{
    private const int Large = 3_000_000;

    private readonly TreeRepository _repository = new();
    private readonly ReadReport _report;

    public RunningChangeTests() => _report = new ReadReport(_repository);

    private string File1 => Path.Combine(_repository.Root, "file");

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task Read_LargeFileCutShort_IsStoredAsFarAsItWentAndNamed(int readBefore)
    {
        File.WriteAllBytes(File1, new byte[Large]);
        var file = await WalkAsync();
        using var content = new LargeFile(file, _report);
        var buffer = new byte[Large];
        var read = await ReadAsync(content, buffer.AsMemory(0, readBefore));

        Libc.SetLength(Encoding.UTF8.GetBytes(File1 + '\0'), 100_000);
        read += await ReadAsync(content, buffer);
        content.Dispose();

        Assert.Equal(100_000, read);
        Assert.Equal(1, _report.Changed);
        Assert.StartsWith("file changed while it was read", Assert.Single(_repository.Warnings));
        _report.ThrowIfFailed("root");
    }

    [Fact]
    public async Task Read_SmallFileThatGrew_IsStoredAsListedAndNamed()
    {
        File.WriteAllText(File1, "short");
        var files = new SmallFiles(_report);
        files.Add(await WalkAsync());
        File.AppendAllText(File1, " and longer");
        var room = new byte[5];

        Assert.Equal(5, files.Read(0, room));

        Assert.Equal("short", Encoding.UTF8.GetString(room));
        Assert.Equal(1, _report.Changed);
    }

    [Fact]
    public async Task Read_SmallFileThatIsGone_IsLeftOutAndNamed()
    {
        File.WriteAllText(File1, "short");
        var file = await WalkAsync();
        var files = new SmallFiles(_report);
        files.Add(file);
        File.Delete(File1);

        Assert.Equal(0, files.Read(0, new byte[5]));

        Assert.True(file.IsGone);
        Assert.Equal((1, 0), (_report.Gone, _report.Changed));
        Assert.StartsWith("file vanished", Assert.Single(_repository.Warnings));
        _report.ThrowIfFailed("root");
    }

    [Fact]
    public async Task Read_FileThatBecameASymbolicLink_IsNotFollowed()
    {
        File.WriteAllText(File1, "short");
        File.WriteAllText(_repository.PathOf("secret"), "other");
        var files = new SmallFiles(_report);
        files.Add(await WalkAsync());
        File.Delete(File1);
        File.CreateSymbolicLink(File1, _repository.PathOf("secret"));
        var room = new byte[5];

        Assert.Equal(0, files.Read(0, room));

        Assert.Equal(new byte[5], room);
        Assert.Equal(1, _report.Gone);
    }

    [Fact]
    public async Task Read_FileWithTwoNamesThatIsGone_FailsTheSource()
    {
        // The other name is recorded as a link to it: a backup without its content would not be whole.
        File.WriteAllText(File1, "short");
        Libc.Link(Encoding.UTF8.GetBytes(File1 + '\0'), Encoding.UTF8.GetBytes(File1 + "2\0"));
        var files = new SmallFiles(_report);
        files.Add(await WalkAsync());
        File.Delete(File1);

        files.Read(0, new byte[5]);

        Assert.Contains("file (vanished", Assert.Throws<SourceException>(() => _report.ThrowIfFailed("root")).Message);
    }

    private static async Task<int> ReadAsync(Stream content, Memory<byte> buffer) =>
        await content.ReadAtLeastAsync(
            buffer, buffer.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);

    /// <summary>The file, after the walk has looked at it.</summary>
    private async Task<PendingFile> WalkAsync()
    {
        var token = TestContext.Current.CancellationToken;
        await using var walk = TreeWalk.Start(new FilesSourceOptions { Root = _repository.Root }, _report, token);
        var block = (await walk.NextAsync(token))!;
        var planned = new PlannedBlock(block);
        var root = EntryHeader.SizeBytes;
        var record = new IndexRecord(block.Records.Slice(root, root + "file".Length));
        return planned.AddPending(record, 1);
    }
}
