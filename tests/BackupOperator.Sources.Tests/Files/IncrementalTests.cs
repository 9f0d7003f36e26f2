using System.Text;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>Which files a backup opens that has a base: the kernel is asked.</summary>
public sealed class IncrementalTests : IDisposable
{
    private readonly TreeRepository _repository = new();

    public IncrementalTests()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            var file = Path.Combine(_repository.Root, name);
            File.WriteAllText(file, $"content of {name}");

            // A time that the class library can set again to the nanosecond.
            File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch.AddYears(50));
        }
    }

    public void Dispose() => _repository.Dispose();

    [Fact]
    public async Task BackUp_NothingChanged_OpensNoFile()
    {
        await _repository.BackUpAsync("b0");
        using var watch = new OpenWatch(_repository.Root);

        await _repository.BackUpAsync("b1", "b0");

        Assert.Empty(watch.Opened());
        await TreeListing.RequireEqualAsync(_repository.Root, await _repository.RestoreAsync("b1", "out"));
    }

    [Fact]
    public async Task BackUp_WithoutBase_OpensEveryFile()
    {
        await _repository.BackUpAsync("b0");
        using var watch = new OpenWatch(_repository.Root);

        await _repository.BackUpAsync("b1");

        Assert.Equal(["a", "b", "c"], watch.Opened());
    }

    [Fact]
    public async Task BackUp_FileChangedUnderItsOldTimeAndSize_OpensIt()
    {
        await _repository.BackUpAsync("b0");
        var file = Path.Combine(_repository.Root, "b");
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(file, "CONTENT of b");
        File.SetLastWriteTimeUtc(file, time);
        using var watch = new OpenWatch(_repository.Root);

        await _repository.BackUpAsync("b1", "b0");

        Assert.Equal(["b"], watch.Opened());
        Assert.Equal("CONTENT of b", File.ReadAllText(Path.Combine(await _repository.RestoreAsync("b1", "out"), "b")));
    }

    [Fact]
    public async Task BackUp_FileReplacedByAnotherOfTheSameSizeAndTime_OpensIt()
    {
        await _repository.BackUpAsync("b0");
        var file = Path.Combine(_repository.Root, "b");
        var time = File.GetLastWriteTimeUtc(file);
        File.WriteAllText(_repository.PathOf("new"), "CONTENT of b");
        File.SetLastWriteTimeUtc(_repository.PathOf("new"), time);
        File.Move(_repository.PathOf("new"), file, overwrite: true);
        using var watch = new OpenWatch(_repository.Root);

        await _repository.BackUpAsync("b1", "b0");

        Assert.Equal(["b"], watch.Opened());
    }

    [Fact]
    public async Task BackUp_FilesAsYoungAsTheBasesScan_OpensThemAgain()
    {
        // A change within the same tick of the clock would leave no trace.
        _repository.Clock = TimeProvider.System;
        await _repository.BackUpAsync("b0");
        using var watch = new OpenWatch(_repository.Root);

        await _repository.BackUpAsync("b1", "b0");

        Assert.Equal(["a", "b", "c"], watch.Opened());
    }

    [Fact]
    public async Task BackUp_EntriesAddedRemovedAndOfAnotherKind_RefersToTheRightContent()
    {
        for (var number = 0; number < 60; number++)
        {
            File.WriteAllText(Path.Combine(_repository.Root, $"n{number:d2}"), $"number {number}");
            Directory.CreateDirectory(Path.Combine(_repository.Root, $"d{number:d2}"));
            File.WriteAllText(Path.Combine(_repository.Root, $"d{number:d2}", "in"), $"in {number}");
        }

        await _repository.BackUpAsync("b0");
        for (var number = 0; number < 60; number++)
        {
            Change(number);
        }

        await _repository.BackUpAsync("b1", "b0");
        await TreeListing.RequireEqualAsync(_repository.Root, await _repository.RestoreAsync("b1", "out"));
    }

    private void Change(int number)
    {
        var (file, folder) = (
            Path.Combine(_repository.Root, $"n{number:d2}"), Path.Combine(_repository.Root, $"d{number:d2}"));
        switch (number % 6)
        {
            case 0:
                File.Delete(file);
                break;
            case 1:
                File.Delete(file);
                Directory.CreateDirectory(file);
                File.WriteAllText(Path.Combine(file, "deep"), "was a file");
                break;
            case 2:
                Directory.Delete(folder, recursive: true);
                File.WriteAllText(folder, "was a directory");
                break;
            case 3:
                Directory.Move(folder, folder + "-moved");
                break;
            case 4:
                Libc.Link(Encoding.UTF8.GetBytes(file + '\0'), Encoding.UTF8.GetBytes($"{folder}/link\0"));
                break;
            default:
                File.WriteAllText(file + "-new", "new");
                break;
        }
    }
}
