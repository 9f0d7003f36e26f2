namespace BackupOperator.Repository.Pruning;

/// <summary>What a prune came to.</summary>
/// <param name="DeletedBackups">Backups that no longer exist.</param>
/// <param name="DeletedManifests">Manifests that were deleted, leftovers included.</param>
/// <param name="DeletedPacks">Packs that were deleted.</param>
/// <param name="FreedBytes">The bytes of those packs.</param>
/// <param name="SkippedObjects">How many objects the store kept.</param>
/// <param name="Skipped">The first <see cref="MostNames"/> of them.</param>
public sealed record PruneReport(
    IReadOnlyList<string> DeletedBackups, int DeletedManifests, long DeletedPacks, long FreedBytes, long SkippedObjects,
    IReadOnlyList<SkippedObject> Skipped)
{
    /// <summary>A store under object lock may keep millions; a person reads a few.</summary>
    public const int MostNames = 100;
}
