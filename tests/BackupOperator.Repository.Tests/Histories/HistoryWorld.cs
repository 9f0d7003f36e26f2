using BackupOperator.Repository.Tests.Wrapping;

namespace BackupOperator.Repository.Tests.Histories;

/// <summary>A store, a clock, the sources, and the model: what must be there.</summary>
internal sealed class HistoryWorld(Random random)
{
    public static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    private static readonly DateTimeOffset Beginning = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private MemoryStore? _store;

    public SettableClock Clock { get; } = new(Beginning);

    public MemoryStore Store => _store ??= new MemoryStore { Clock = Clock };

    public IReadOnlyDictionary<string, HistorySource> Sources { get; } =
        new Dictionary<string, HistorySource> { ["orders"] = new(random), ["stock"] = new(random) };

    /// <summary>The backups that must restore.</summary>
    public Dictionary<string, HistoryRun> Committed { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs that ended early.</summary>
    public List<HistoryRun> Abandoned { get; } = [];

    /// <summary>What happened so far.</summary>
    public List<string> Told { get; } = [];

    public void Pass(TimeSpan time)
    {
        Clock.Now += time;
        Told.Add($"{time.TotalHours:f1} h");
    }

    public Task<BackupRepository> OpenAsync() =>
        BackupRepository.OpenAsync(Store, Given.Access(), Clock, Given.Token);

    /// <summary>The committed backups that the store shows.</summary>
    public async Task<IReadOnlyList<string>> ListAsync() =>
        await (await OpenAsync()).Catalogue.ListAsync(Given.Policy, Given.Token).Select(entry => entry.Backup)
            .Order(StringComparer.Ordinal).ToListAsync(Given.Token);

    /// <summary>Backups exist as the model says, each restores, and what a run has left can be gone on with.</summary>
    public async Task RequireWholeAsync()
    {
        Assert.Equal(Committed.Keys.Order(StringComparer.Ordinal), await ListAsync());
        var repository = await OpenAsync();
        foreach (var run in Committed.Values)
        {
            foreach (var (source, streams) in run.Sources)
            {
                await RequireAsync(repository, run.Name, source, streams);
            }
        }

        foreach (var run in Abandoned)
        {
            foreach (var source in run.Sources.Keys)
            {
                using var found = await repository.FindSourceAsync(Given.Policy, run.Name, source, Given.Token);
                await (found?.RequirePacksAsync(parallelism: 1, Given.Token) ?? Task.CompletedTask);
            }
        }
    }

    /// <summary>The policy's folder holds records, manifests and packs of the committed backups only.</summary>
    public async Task RequireNothingElseAsync()
    {
        var repository = await OpenAsync();
        var expected = new HashSet<string>();
        foreach (var run in Committed.Values)
        {
            expected.Add(Layout.BackupRecord(Given.Policy, run.Name));
            foreach (var source in run.Sources.Keys)
            {
                using var reader = await repository.OpenSourceAsync(Given.Policy, run.Name, source, Given.Token);
                expected.Add(reader.Stored.Key);
                expected.UnionWith(reader.Packs.Numbers.Select(reader.Packs.ObjectKey));
            }
        }

        var present = Store.Objects.Keys.Where(key => key.StartsWith(Given.Policy, StringComparison.Ordinal));
        Assert.Equal(expected.Order(StringComparer.Ordinal), present.Order(StringComparer.Ordinal));
    }

    private static async Task RequireAsync(
        BackupRepository repository, string backup, string source, byte[][] streams)
    {
        using var reader = await repository.OpenSourceAsync(Given.Policy, backup, source, Given.Token);
        for (var number = 0; number < streams.Length; number++)
        {
            await using var stream = reader.OpenRead($"{number}", parallelism: 1);
            using var restored = new MemoryStream();
            await stream.CopyToAsync(restored, Given.Token);
            Assert.True(
                streams[number].AsSpan().SequenceEqual(restored.ToArray()), $"{backup}/{source}/{number} differs");
        }
    }
}
