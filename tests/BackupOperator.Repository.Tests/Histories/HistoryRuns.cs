using BackupOperator.Repository.Catalogues;
using BackupOperator.Repository.Writing;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests.Histories;

/// <summary>Takes backups of every type on any base, some of which end early, and goes on with those.</summary>
internal sealed class HistoryRuns(HistoryWorld world, Random random)
{
    // Two packs, two manifests, the record.
    private const int PutsOfARun = 5;

    private int _runs;

    /// <summary>How many runs a second attempt has completed.</summary>
    public int Resumed { get; private set; }

    public Task BackUpAsync()
    {
        var run = Next();
        world.Told.Add($"{run}");
        return TakeAsync(run);
    }

    /// <summary>A run that ends at one of its puts.</summary>
    public async Task AbandonAsync()
    {
        var run = Next();
        var last = random.Next(1, PutsOfARun + 1);
        world.Told.Add($"{run} cut at put {last}");
        var puts = 0;
        world.Store.BeforePut = (_, key) =>
        {
            if (key.StartsWith(Given.Policy, StringComparison.Ordinal) && Interlocked.Increment(ref puts) >= last)
            {
                throw new StoreException(StoreFailure.Unreachable, "cut");
            }
        };
        try
        {
            await TakeAsync(run);
        }
        catch (StoreException)
        {
            world.Abandoned.Add(run);
        }

        world.Store.BeforePut = null;
    }

    public async Task ResumeAsync()
    {
        if (world.Abandoned.Count > 0)
        {
            var run = Any(world.Abandoned);
            world.Told.Add($"{run.Name} resumed");
            world.Abandoned.Remove(run);
            await TakeAsync(run);
            Resumed++;
        }
    }

    private HistoryRun Next()
    {
        var name = $"b{_runs++:d3}";
        var full = world.Committed.Values.Where(run => run.Type == "full").ToList();
        return random.Next(5) switch
        {
            < 3 when world.Committed.Count > 0 => new HistoryRun(name, "incremental", Any(world.Committed.Values).Name),
            3 when full.Count > 0 => new HistoryRun(name, "differential", Any(full).Name),
            _ => new HistoryRun(name, "full", Base: null),
        };
    }

    private HistoryRun Any(IReadOnlyCollection<HistoryRun> runs) => runs.ElementAt(random.Next(runs.Count));

    // As agents do: what is complete is taken as it is, the rest is written on what the attempt before has stored.
    private async Task TakeAsync(HistoryRun run)
    {
        var repository = await world.OpenAsync();
        var sources = new List<(string, StoredManifest)>();
        foreach (var (name, source) in world.Sources)
        {
            source.Change();
            using var done = await repository.FindSourceAsync(Given.Policy, run.Name, name, Given.Token);
            if (done is null)
            {
                run.Sources[name] = source.Content;
            }

            sources.Add((name, done?.Stored ?? await WriteAsync(repository, run, name)));
        }

        await repository.Catalogue.CommitAsync(Record(run, [.. sources]), Given.Token);
        world.Committed.Add(run.Name, run);
    }

    private static Task<StoredManifest> WriteAsync(BackupRepository repository, HistoryRun run, string source) =>
        repository.WriteAsync(
            Given.Options(source, run.Name) with { Base = run.Base, Resume = true },
            [.. run.Sources[source].Select((content, number) => ($"{number}", content))]);

    private BackupRecord Record(HistoryRun run, (string, StoredManifest)[] sources) =>
        Given.Record(sources) with
        {
            Backup = run.Name,
            Type = run.Type,
            Base = run.Base,
            RecoveryPoint = world.Clock.Now,
            CompletedAt = world.Clock.Now,
        };
}
