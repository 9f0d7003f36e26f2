using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime.Rbac;
using k8s.Models;

namespace BackupOperator.Manager.Locations;

/// <summary>Makes executions of the backups that a store holds and nobody shows, and removes those whose backup is gone.</summary>
[EntityRbac(typeof(V1alpha1BackupExecution), Verbs = RbacVerb.Observe | RbacVerb.Create | RbacVerb.Delete)]
[EntityRbac(typeof(V1alpha1BackupPolicy), Verbs = RbacVerb.Observe)]
[EntityRbac(typeof(V1alpha1RestoreOperation), Verbs = RbacVerb.Observe)]
internal sealed class CatalogueImporter(IKubernetesClient client, AgentLog log)
{
    /// <summary>Imports. Repeating it makes nothing twice.</summary>
    /// <param name="location">The location.</param>
    /// <param name="pod">The finished pod whose log lists the backups.</param>
    /// <param name="result">What the agent says it listed.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    /// <returns>How many imported executions the namespace has of this location.</returns>
    public async Task<int> ImportAsync(
        V1alpha1BackupStorageLocation location, string pod, InspectResult result, CancellationToken cancellationToken)
    {
        var import = location.Spec.Import ?? new CatalogueImport();
        var entries = await ReadAsync(pod, location.Namespace(), cancellationToken);
        var listing = CatalogueListing.From(entries, result, import);
        var plan = CataloguePlan.Make(
            location,
            listing,
            await client.ListAllAsync<V1alpha1BackupExecution>(location.Namespace(), cancellationToken),
            await client.ListAllAsync<V1alpha1BackupPolicy>(location.Namespace(), cancellationToken));

        var shown = plan.Kept;
        foreach (var entry in plan.Missing)
        {
            shown += await CreateAsync(location, entry, cancellationToken) ? 1 : 0;
        }

        return shown + await RemoveAsync(location, plan.Obsolete, cancellationToken);
    }

    // A log that cannot be had is one whose lines are all missing: it proves nothing, and the store is healthy all the same.
    private async Task<IReadOnlyList<CatalogueEntry>> ReadAsync(string pod, string @namespace, CancellationToken cancellationToken)
    {
        try
        {
            return await log.ReadCatalogueAsync(pod, @namespace, cancellationToken);
        }
        catch (Exception exception) when (exception is KubernetesException or IOException)
        {
            return [];
        }
    }

    private async Task<bool> CreateAsync(
        V1alpha1BackupStorageLocation location, CatalogueEntry entry, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { ImportedExecutionBuilder.Name(entry), ImportedExecutionBuilder.UniqueName(entry) }.Distinct())
        {
            try
            {
                await client.CreateAsync(ImportedExecutionBuilder.Build(location, entry, name), cancellationToken);
                return true;
            }
            catch (KubernetesException exception) when (exception.IsAlreadyExists)
            {
                // Taken by another object: the second name is this backup's alone.
            }
            catch (KubernetesException exception) when (exception.IsInvalid)
            {
                // A record that makes no valid object must not hold up the others.
                return false;
            }
        }

        return false;
    }

    private async Task<int> RemoveAsync(
        V1alpha1BackupStorageLocation location, IReadOnlyList<V1alpha1BackupExecution> obsolete, CancellationToken cancellationToken)
    {
        if (obsolete.Count == 0)
        {
            return 0;
        }

        var restores = await client.ListAllAsync<V1alpha1RestoreOperation>(location.Namespace(), cancellationToken);
        var kept = 0;
        foreach (var execution in obsolete)
        {
            if (restores.Any(restore => Refers(restore, execution)))
            {
                kept++;
                continue;
            }

            await client.DeleteAsync<V1alpha1BackupExecution>(
                execution.Name(), execution.Namespace(), new DeleteOptions { Uid = execution.Uid() }, cancellationToken);
        }

        return kept;
    }

    private static bool Refers(V1alpha1RestoreOperation restore, V1alpha1BackupExecution execution) =>
        !restore.Status.IsTerminal
        && (restore.Spec.Backup.ExecutionName == execution.Name() || restore.Status.Execution == execution.Name());
}
