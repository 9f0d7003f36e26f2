using System.Text.Json;
using BackupOperator.Repository;
using BackupOperator.Repository.Reading;
using BackupOperator.Repository.Writing;
using BackupOperator.Sources.Files;
using BackupOperator.Storage;

namespace BackupOperator.Sources.Tests.Files;

/// <summary>A repository in a folder of its own beside the trees of a test.</summary>
internal sealed class TreeRepository : IDisposable, IProgress<SourceProgress>
{
    private const string Policy = "policy";
    private const string Source = "files";

    private readonly string _folder = Directory.CreateTempSubdirectory("trees-").FullName;
    private readonly IObjectStore _store;

    public TreeRepository()
    {
        Root = Path.Combine(_folder, "root");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Path.Combine(_folder, "store"));
        _store = ObjectStores.Open(new FileSystemStoreOptions { Root = Path.Combine(_folder, "store") }, Meter);
    }

    /// <summary>The tree that is backed up.</summary>
    public string Root { get; }

    public StoreMeter Meter { get; } = new();

    public List<string> Warnings { get; } = [];

    /// <summary>Late enough that nothing in the tree is too young to be believed.</summary>
    public TimeProvider Clock { get; set; } = new LateClock();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public string PathOf(string name) => Path.Combine(_folder, name);

    public async Task<JsonElement> BackUpAsync(
        string backup, string? baseBackup = null, FilesSourceOptions? options = null)
    {
        var repository = await OpenAsync();
        await using var writer = await repository.WriteSourceAsync(
            new SourceWriterOptions { PolicyUid = Policy, Source = Source, Backup = backup, Base = baseBackup }, Token);
        var reader = new FilesReader(options ?? new FilesSourceOptions { Root = Root }, Clock);
        var summary = await reader.ReadAsync(new RepositorySink(writer), this, Token);
        await writer.CompleteAsync(summary.Details, Token);
        return summary.Details;
    }

    /// <summary>Restores into a folder of that name.</summary>
    public async Task<string> RestoreAsync(string backup, string name, FilesTargetOptions? options = null)
    {
        using var reader = await ReadAsync(backup);
        var target = PathOf(name);
        await new FilesRestorer((options ?? new FilesTargetOptions { Target = "" }) with { Target = target })
            .RestoreAsync(new RepositorySource(reader), this, Token);
        return target;
    }

    /// <summary>Lets the verifier read both streams; returns the entries of the index.</summary>
    public async Task<int> VerifyAsync(string backup)
    {
        using var reader = await ReadAsync(backup);
        var verifier = new FilesVerifier();
        var entries = 0;
        foreach (var stream in verifier.StreamsOf(reader.Details))
        {
            await using var content = reader.OpenRead(stream);
            entries += await verifier.VerifyAsync(reader.Details, stream, content, Token);
        }

        return entries;
    }

    public async Task<SourceReader> ReadAsync(string backup) =>
        await (await OpenAsync()).OpenSourceAsync(Policy, backup, Source, Token);

    public void Report(SourceProgress value)
    {
        if (value.Warning is { } warning)
        {
            lock (Warnings)
            {
                Warnings.Add(warning);
            }
        }
    }

    public void Dispose()
    {
        _store.Dispose();

        // Names that are no text cannot be removed by the class library.
        using var remove = System.Diagnostics.Process.Start("/bin/rm", ["-rf", _folder]);
        remove.WaitForExit();
    }

    private Task<BackupRepository> OpenAsync() => BackupRepository.OpenAsync(
        _store, RepositoryAccess.Unencrypted with { CreateIfAbsent = true }, Token);

    private sealed class LateClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddYears(200);
    }
}
