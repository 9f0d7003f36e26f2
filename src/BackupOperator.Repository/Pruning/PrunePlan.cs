namespace BackupOperator.Repository.Pruning;

/// <summary>What a prune would delete and what would remain; a value that can be shown before anything
/// happens.</summary>
/// <remarks>Holds 24 bytes for each pack that goes.</remarks>
public sealed class PrunePlan
{
    internal PrunePlan(PruneOptions options, PolicyFolders folders, IReadOnlyList<SourcePlan> sources)
    {
        Options = options;
        Folders = folders;
        Sources = sources;
    }

    /// <summary>What was asked for.</summary>
    public PruneOptions Options { get; }

    /// <summary>The committed backups that go.</summary>
    public IReadOnlyList<string> Backups =>
        [.. Folders.Deleted.Where(folder => folder.Committed).Select(folder => folder.Backup)];

    /// <summary>Folders without a commit point that go: what is left of runs that ended early.</summary>
    public IReadOnlyList<string> Leftovers =>
        [.. Folders.Deleted.Where(folder => !folder.Committed).Select(folder => folder.Backup)];

    /// <summary>Each source that has packs or manifests.</summary>
    public IReadOnlyList<SourcePlan> Sources { get; }

    /// <summary>Packs that go.</summary>
    public long Packs => Sources.Sum(source => source.Packs);

    /// <summary>The bytes of <see cref="Packs"/>.</summary>
    public long Bytes => Sources.Sum(source => source.Bytes);

    /// <summary>What remains, and what could be had back.</summary>
    public PruneStatistics Statistics => PruneStatistics.Sum(Sources.Select(source => source.Statistics));

    /// <summary>What keeps packs of a source from being told apart; nothing of it is deleted.</summary>
    public IEnumerable<string> Problems => Sources.Select(source => source.Problem).OfType<string>();

    internal PolicyFolders Folders { get; }
}
