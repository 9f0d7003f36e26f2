using BackupOperator.Repository.Keys;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Pruning;

/// <summary>Finds the packs that nothing refers to, one source after the other.</summary>
internal sealed class PrunePlanner(IObjectStore store, KeyRing ring, PruneOptions options, DateTimeOffset now)
{
    private readonly string _folder = $"{options.PolicyUid}/";

    /// <param name="kept">Folders that stay, whatever the options and their age say.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<PrunePlan> PlanAsync(IReadOnlySet<string> kept, CancellationToken cancellationToken)
    {
        var folders = await PolicyFolders.ListAsync(store, options, kept, now, cancellationToken);
        var sources = new List<SourcePlan>();
        SourcePlanner? open = null;

        // A listing is in order of keys, so the packs of one source come together: the ids of one are held at a time.
        await foreach (var stored in store.ListAsync(_folder, cancellationToken))
        {
            if (TryParse(stored.Key) is not { } found)
            {
                continue;
            }

            if (open?.Source != found.Source)
            {
                await CloseAsync(open, sources, cancellationToken);
                open = new SourcePlanner(store, ring, options, now, found.Source);
                await open.ReadManifestsAsync(folders.Staying, cancellationToken);
            }

            open.Look(found.Pack, stored);
        }

        await CloseAsync(open, sources, cancellationToken);
        return new PrunePlan(options, folders, sources);
    }

    private static async Task CloseAsync(
        SourcePlanner? open, List<SourcePlan> sources, CancellationToken cancellationToken)
    {
        if (open is not null)
        {
            sources.Add(await open.CloseAsync(cancellationToken));
        }
    }

    // What is not named as a pack is not ours to delete.
    private (string Source, Identifier Pack)? TryParse(string key) =>
        key[_folder.Length..].Split('/') is [var source, "packs", _, var name]
            && Identifier.TryParse(name, out var pack) && pack != default
            ? (source, pack)
            : null;
}
