using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;

namespace BackupOperator.Repository.Keys;

/// <summary>Sees for every backup whether the data keys that it needs are there.</summary>
internal sealed class EscrowCheck(IObjectStore store, KeyRing ring, Catalogue catalogue)
{
    private readonly KeyNeeds _needs = new(store, ring);

    public async Task<EscrowReport> RunAsync(string? policyUid, CancellationToken cancellationToken)
    {
        var problems = new List<EscrowProblem>();
        var backups = 0;
        await foreach (var entry in catalogue.ListAsync(policyUid, cancellationToken))
        {
            backups++;
            if (await FindProblemAsync(entry, cancellationToken) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return new EscrowReport(backups, backups - problems.Count, ring.Keys.Count, problems);
    }

    private async Task<EscrowProblem?> FindProblemAsync(CatalogueEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Record is not { } record)
        {
            return new EscrowProblem(entry.PolicyUid, entry.Backup, [], entry.Problem!);
        }

        try
        {
            string[] missing =
            [
                .. (await _needs.OfAsync(record, cancellationToken))
                    .Where(key => !ring.TryGet(key, out _)).Select(key => key.ToString()).Order(StringComparer.Ordinal),
            ];
            return missing.Length == 0
                ? null
                : new EscrowProblem(
                    entry.PolicyUid, entry.Backup, missing,
                    $"backup {entry.Backup} needs data key {string.Join(", ", missing)}, which the given " +
                    "key-encryption key does not open: keep the key that was in the Secret when it was taken, or " +
                    "delete the backup");
        }
        catch (IntegrityException exception)
        {
            return new EscrowProblem(entry.PolicyUid, entry.Backup, [], exception.Message);
        }
    }
}
