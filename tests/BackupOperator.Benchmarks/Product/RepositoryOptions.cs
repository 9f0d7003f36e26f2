using System.CommandLine;
using BackupOperator.Repository;
using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Benchmarks.Product;

/// <summary>What every verb of the product needs: the repository, its key, and which backup is meant.</summary>
internal sealed class RepositoryOptions
{
    private readonly LocationOptions _location = new();
    private readonly Option<string> _keyFile = new("--key-file") { Required = true };
    private readonly Option<string> _backup = new("--backup") { Description = "The backup's name.", Required = true };
    private readonly Option<string?> _memoryFile = new("--memory-file")
    {
        Description = "Where to write the peak memory of this program and its children together, in KiB.",
    };

    public static string PolicyUid => "bench";

    public static string Source => "data";

    public void AddTo(Command command)
    {
        _location.AddTo(command);
        command.Add(_keyFile);
        command.Add(_backup);
        command.Add(_memoryFile);
    }

    public string Backup(ParseResult parsed) => parsed.GetRequiredValue(_backup);

    /// <summary>Opens the repository, or makes it, does the work, and says how much memory it took.</summary>
    public async Task RunAsync(
        ParseResult parsed, Func<BackupRepository, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        await using var memory = new MemoryWatch();
        using (var store = _location.Open(parsed))
        {
            await work(await OpenAsync(parsed, store, cancellationToken), cancellationToken);
        }

        if (parsed.GetValue(_memoryFile) is { } file)
        {
            await File.WriteAllTextAsync(file, $"{await memory.StopAsync() / 1024}\n", cancellationToken);
        }
    }

    private async Task<BackupRepository> OpenAsync(
        ParseResult parsed, IObjectStore store, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(parsed.GetRequiredValue(_keyFile), cancellationToken);
        var access = RepositoryAccess.Encrypted(KeyEncryptionKey.Parse(content)) with { CreateIfAbsent = true };
        return await BackupRepository.OpenAsync(store, access, cancellationToken);
    }
}
