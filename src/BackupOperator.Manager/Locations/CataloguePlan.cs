using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Which executions are made, and which go, so that a namespace shows what a store holds.</summary>
/// <param name="Missing">Backups that no execution shows, newest first.</param>
/// <param name="Obsolete">Imported executions whose backup is gone from the store or beyond the limit.</param>
/// <param name="Kept">Imported executions that stay.</param>
internal sealed record CataloguePlan(
    IReadOnlyList<CatalogueEntry> Missing, IReadOnlyList<V1alpha1BackupExecution> Obsolete, int Kept)
{
    /// <summary>Makes the plan.</summary>
    /// <param name="location">The location.</param>
    /// <param name="listing">What the store holds.</param>
    /// <param name="executions">All executions of the namespace.</param>
    /// <param name="policies">All policies of the namespace: how many finished executions of theirs are kept is their say, so
    /// that nothing is made again that a policy has just cleared away.</param>
    public static CataloguePlan Make(
        V1alpha1BackupStorageLocation location,
        CatalogueListing listing,
        IReadOnlyCollection<V1alpha1BackupExecution> executions,
        IReadOnlyCollection<V1alpha1BackupPolicy> policies)
    {
        var wanted = Wanted(location, listing, policies);
        var missing = wanted.Where(entry => !executions.Any(execution => Shows(execution, entry))).ToList();
        var imported = executions.Where(execution => IsImportOf(execution, location)).ToList();
        var obsolete = imported.Where(execution => IsObsolete(execution, location, listing)).ToList();
        return new CataloguePlan(missing, obsolete, imported.Count - obsolete.Count);
    }

    private static List<CatalogueEntry> Wanted(
        V1alpha1BackupStorageLocation location, CatalogueListing listing, IReadOnlyCollection<V1alpha1BackupPolicy> policies)
    {
        var import = location.Spec.Import ?? new CatalogueImport();
        if (import.Mode is ImportMode.None)
        {
            return [];
        }

        var history = policies.ToDictionary(policy => policy.Uid(), policy => (policy.Spec.History ?? new HistorySpec()).Succeeded);
        var seen = new Dictionary<string, int>();
        return [.. listing.Entries
            .Where(entry => import.Mode is ImportMode.All || entry.Identity.Namespace == location.Namespace())
            .Take(import.Limit)
            .Where(entry => IsWithinHistory(entry, history, seen))];
    }

    private static bool IsWithinHistory(CatalogueEntry entry, Dictionary<string, int> history, Dictionary<string, int> seen)
    {
        if (!history.TryGetValue(entry.Identity.PolicyUid, out var kept))
        {
            return true;
        }

        seen[entry.Identity.PolicyUid] = seen.GetValueOrDefault(entry.Identity.PolicyUid) + 1;
        return seen[entry.Identity.PolicyUid] <= kept;
    }

    private static bool Shows(V1alpha1BackupExecution execution, CatalogueEntry entry) =>
        (execution.Uid() == entry.ExecutionUid && !HasLost(execution))
        || (execution.Spec.Import is { } import && import.PolicyUid == entry.Identity.PolicyUid && import.Backup == entry.Identity.Backup)
        || (execution.Status.Storage?.PolicyUid == entry.Identity.PolicyUid && execution.Status.Backup == entry.Identity.Backup);

    // Its commit was given up without an answer, and the store now says that the record was written.
    private static bool HasLost(V1alpha1BackupExecution execution) =>
        execution.Status is { IsTerminal: true, Storage: null };

    private static bool IsImportOf(V1alpha1BackupExecution execution, V1alpha1BackupStorageLocation location) =>
        execution.GetLabel(Label.Imported) == "true" && execution.Spec.Import?.LocationName == location.Name();

    private static bool IsObsolete(V1alpha1BackupExecution execution, V1alpha1BackupStorageLocation location, CatalogueListing listing)
    {
        if (location.Spec.Import is { Mode: ImportMode.None } or { Limit: 0 })
        {
            return true;
        }

        // Half a listing proves nothing: what it lacks may exist all the same.
        var import = execution.Spec.Import!;
        if (listing.IsCut || listing.Entries.Any(entry => entry.Identity.PolicyUid == import.PolicyUid && entry.Identity.Backup == import.Backup))
        {
            return false;
        }

        return listing.IsComplete
            || (listing.Entries.Count > 0 && execution.Status.CompletionTime < listing.Entries[^1].CompletionTime);
    }
}
