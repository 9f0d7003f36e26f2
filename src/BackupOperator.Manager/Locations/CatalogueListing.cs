using BackupOperator.Api.Locations;
using BackupOperator.Contract;

namespace BackupOperator.Manager.Locations;

/// <summary>What an inspection listed of a store, and how far it can be relied on.</summary>
/// <param name="Entries">The backups, newest first.</param>
/// <param name="IsCut">Whether lines of the log are missing.</param>
/// <param name="IsComplete">Whether a backup that is not listed does not exist.</param>
internal sealed record CatalogueListing(IReadOnlyList<CatalogueEntry> Entries, bool IsCut, bool IsComplete)
{
    /// <summary>Holds what was read of the log against what the agent says it wrote.</summary>
    public static CatalogueListing From(IReadOnlyList<CatalogueEntry> entries, InspectResult result, CatalogueImport import)
    {
        var sorted = entries
            .OrderByDescending(entry => entry.CompletionTime)
            .ThenBy(entry => entry.Identity.Backup, StringComparer.Ordinal)
            .ToList();
        var cut = entries.Count != result.ListedBackups;
        var complete = !cut && result.ListedBackups < import.Limit && result.UnreadableBackups == 0;
        return new CatalogueListing(sorted, cut, complete);
    }
}
