using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Inspect;

/// <summary>Tries a store with a real write, read and delete, measures it and lists its
/// backups. Needs no key.</summary>
internal sealed class InspectVerb(AgentOutput output) : IVerb
{
    public async Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken)
    {
        var inspect = task.Inspect ?? throw new BadInputException("the task does not say what to inspect");
        using var store = StoreOpening.Open(task.Store, new StoreMeter());
        var probe = await StoreProbe.RunAsync(store, TimeProvider.System, cancellationToken);
        if (probe.Failure is { } failure)
        {
            throw failure;
        }

        var usage = await StoreUsage.MeasureAsync(store, "", cancellationToken);
        var capacity = await store.GetCapacityAsync(cancellationToken);
        var repository = await FindAsync(store, cancellationToken);
        var listing = new CatalogueListing(store, output, inspect);
        if (repository is not null)
        {
            await listing.RunAsync(repository, cancellationToken);
        }

        return new AgentResult
        {
            Inspect = new InspectResult
            {
                Address = store.Address,
                RepositoryId = repository?.Id,
                UsedBytes = usage.Bytes,
                AvailableBytes = capacity?.FreeBytes,
                Objects = usage.Objects,
                Backups = listing.Backups,
                UnreadableBackups = listing.Unreadable,
                ListedBackups = listing.Listed,
            },
        };
    }

    private static async Task<BackupRepository?> FindAsync(IObjectStore store, CancellationToken cancellationToken)
    {
        try
        {
            return await BackupRepository.OpenAsync(store, RepositoryAccess.CatalogueOnly, cancellationToken);
        }
        catch (RepositoryException exception) when (exception.Failure == RepositoryFailure.RepositoryMissing)
        {
            return null;
        }
    }
}
