using BackupOperator.Repository.Pruning;
using BackupOperator.Repository.Retention;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Tests.Histories;

/// <summary>Prunes as retention says, some of which end at one of their deletes.</summary>
internal sealed class HistoryPrunes
{
    private const int MostDeletes = 12;

    private readonly HistoryWorld _world;
    private readonly Random _random;
    private readonly RetentionPolicy _policy;

    public HistoryPrunes(HistoryWorld world, Random random)
    {
        _world = world;
        _random = random;
        _policy = new RetentionPolicy
        {
            Last = random.Next(1, 4),
            Daily = random.Next(4),
            Minimum = random.Next(1, 3),
            KeepWithin = random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(1, 40)) : null,
        };
    }

    /// <summary>How many backups they have deleted.</summary>
    public int Pruned { get; private set; }

    public async Task PruneAsync()
    {
        var retention = await RetainAsync();
        _world.Told.Add(Tell(retention));
        var young = Young();
        await RunAsync(retention);
        await SettleAsync(retention, young);
        Assert.Equal(retention.Kept.Order(StringComparer.Ordinal), await _world.ListAsync());
    }

    public async Task PruneCutAsync()
    {
        var retention = await RetainAsync();
        var last = _random.Next(1, MostDeletes);
        _world.Told.Add($"{Tell(retention)} cut at delete {last}");
        var young = Young();
        var deletes = 0;
        _world.Store.BeforeDelete = (_, _) =>
        {
            if (Interlocked.Increment(ref deletes) >= last)
            {
                throw new StoreException(StoreFailure.Unreachable, "cut");
            }
        };
        try
        {
            await RunAsync(retention);
        }
        catch (StoreException)
        {
            _world.Told.Add("it was cut");
        }

        _world.Store.BeforeDelete = null;
        await SettleAsync(retention, young);
    }

    private static string Tell(RetentionPlan retention) =>
        $"prune of {string.Join(" and ", retention.Deleted.DefaultIfEmpty("nothing"))}";

    private async Task<RetentionPlan> RetainAsync()
    {
        var repository = await _world.OpenAsync();
        var entries = await repository.Catalogue.ListAsync(Given.Policy, Given.Token).ToListAsync(Given.Token);
        return RetentionPlan.Make(
            _policy, entries.Select(entry => RetentionCandidate.From(entry)), _world.Clock.Now);
    }

    private async Task RunAsync(RetentionPlan retention)
    {
        var pruner = (await _world.OpenAsync()).Pruner;
        var options = new PruneOptions
        {
            PolicyUid = Given.Policy,
            Delete = retention.Deleted.ToHashSet(StringComparer.Ordinal),
            GracePeriod = HistoryWorld.Grace,
        };
        await pruner.ExecuteAsync(await pruner.PlanAsync(options, Given.Token), Given.Token);
    }

    // What a run may have stored a moment ago.
    private List<string> Young() =>
    [
        .. _world.Store.Objects.Keys
            .Where(key => _world.Clock.Now - _world.Store.Times[key] <= HistoryWorld.Grace),
    ];

    // A backup is gone only if retention gave it up; so is what is young, but for what lay in its folder.
    private async Task SettleAsync(RetentionPlan retention, IReadOnlyList<string> young)
    {
        var gone = _world.Committed.Keys.Except(await _world.ListAsync()).ToList();
        Assert.Subset(retention.Deleted.ToHashSet(), gone.ToHashSet());
        gone.ForEach(name => _world.Committed.Remove(name));
        Pruned += gone.Count;
        Assert.DoesNotContain(
            young,
            key => !_world.Store.Objects.ContainsKey(key)
                && !retention.Deleted.Any(name => key.Contains($"/{name}/", StringComparison.Ordinal)));
    }
}
