namespace BackupOperator.Repository.Tests.Histories;

/// <summary>The life of one policy, step by step, as a seed says.</summary>
internal sealed class PruneHistory
{
    private readonly Random _random;
    private readonly HistoryWorld _world;
    private readonly HistoryRuns _runs;
    private readonly HistoryPrunes _prunes;

    public PruneHistory(int seed)
    {
        _random = new Random(seed);
        _world = new HistoryWorld(_random);
        _runs = new HistoryRuns(_world, _random);
        _prunes = new HistoryPrunes(_world, _random);
    }

    public IReadOnlyList<string> Told => _world.Told;

    /// <summary>How many backups prunes have deleted.</summary>
    public int Pruned => _prunes.Pruned;

    /// <summary>How many runs a second attempt has completed.</summary>
    public int Resumed => _runs.Resumed;

    public async Task StepAsync()
    {
        _world.Pass(TimeSpan.FromMinutes(_random.Next(1, 90)));
        switch (_random.Next(12))
        {
            case < 5:
                await _runs.BackUpAsync();
                break;
            case 5 or 6:
                await _runs.AbandonAsync();
                break;
            case 7:
                await _runs.ResumeAsync();
                break;
            case 8:
                _world.Pass(TimeSpan.FromHours(_random.Next(2, 50)));
                break;
            case 9:
                await _prunes.PruneAsync();
                break;
            case 10:
                await _prunes.PruneCutAsync();
                break;
            default:
                await _runs.AbandonAsync();
                await _prunes.PruneAsync();
                break;
        }

        await _world.RequireWholeAsync();
    }

    /// <summary>After the grace period one prune leaves what the kept backups need, and nothing else.</summary>
    public async Task EndAsync()
    {
        _world.Pass(HistoryWorld.Grace + TimeSpan.FromHours(1));
        await _prunes.PruneAsync();
        await _world.RequireWholeAsync();
        await _world.RequireNothingElseAsync();
    }
}
