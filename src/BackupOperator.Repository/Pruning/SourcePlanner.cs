using BackupOperator.Repository.Documents;
using BackupOperator.Repository.Keys;
using BackupOperator.Repository.Manifests;
using BackupOperator.Repository.Packs;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>Tells the packs of one source apart: those that a manifest refers to, and the rest.</summary>
internal sealed class SourcePlanner(
    IObjectStore store, KeyRing ring, PruneOptions options, DateTimeOffset now, string source)
{
    private readonly PackSet _needed = new();
    private readonly List<PackRemoval> _removals = [];
    private readonly Lock _lock = new();
    private readonly PackSample _sample = new();
    private PruneStatistics _statistics = PruneStatistics.Empty;
    private string? _problem;

    public string Source => source;

    /// <summary>Gathers what the manifests of the folders refer to.</summary>
    /// <remarks>A manifest that cannot be read may refer to anything: then no pack of the source can go. Each is asked
    /// for by its name: a listing that leaves one out must not make its packs unneeded.</remarks>
    public Task ReadManifestsAsync(IReadOnlyList<PruneFolder> folders, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = options.Parallelism,
            CancellationToken = cancellationToken,
        };
        return Parallel.ForEachAsync(
            folders, parallel,
            async (folder, token) => await ReadAsync(
                new ManifestPlace(options.PolicyUid, folder.Backup, source), folder.Committed, token));
    }

    public void Look(Identifier pack, StoredObject stored)
    {
        var needed = _needed.Contains(pack);
        _statistics = _statistics with
        {
            StoredBytes = _statistics.StoredBytes + stored.SizeBytes,
            ReclaimableBytes = _statistics.ReclaimableBytes + (needed ? 0 : stored.SizeBytes),
        };
        if (!needed && now - stored.LastModified > options.GracePeriod)
        {
            _removals.Add(new PackRemoval(pack, (int)Math.Min(stored.SizeBytes, int.MaxValue)));
        }
    }

    public async Task<SourcePlan> CloseAsync(CancellationToken cancellationToken)
    {
        if (_problem is not null)
        {
            return new SourcePlan(source, [], _statistics with { ReclaimableBytes = 0, PlainBytes = null }, _problem);
        }

        var place = new ManifestPlace(options.PolicyUid, "", source);
        var ratio = await _sample.MeasureAsync(store, place, ring, cancellationToken);
        var plain = _statistics.NeededBytes == 0 ? 0 : (long?)(_statistics.NeededBytes * ratio);
        return new SourcePlan(source, _removals, _statistics with { PlainBytes = plain }, problem: null);
    }

    private async Task ReadAsync(ManifestPlace place, bool committed, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.ReadSmallAsync(place.ObjectKey, ManifestFormat.LargestBytes, cancellationToken)
                is { } content)
            {
                Add(ManifestFormat.Read(content, place, ring), committed);
            }
        }
        catch (Exception exception) when (exception is IntegrityException or RepositoryException)
        {
            lock (_lock)
            {
                _problem ??= $"no pack of source {source} is deleted while {place.ObjectKey} cannot be read: " +
                    exception.Message;
            }
        }
    }

    private void Add(Manifest manifest, bool committed)
    {
        lock (_lock)
        {
            foreach (var pack in manifest.Packs.Where(pack => !pack.IsEmpty))
            {
                if (_needed.Add(pack.Id))
                {
                    _sample.Offer(pack);
                }
            }

            if (committed)
            {
                _statistics = _statistics with
                {
                    Manifests = _statistics.Manifests + 1,
                    SourceBytes = _statistics.SourceBytes + manifest.Record.ReadBytes,
                };
            }
        }
    }
}
