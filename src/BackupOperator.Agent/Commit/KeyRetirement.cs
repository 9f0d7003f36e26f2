using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Stores;
using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Repository.Catalogues;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Commit;

/// <summary>Gives former keys up once a backup is committed, unless something still needs them.</summary>
/// <remarks>The backup is complete by then: whatever stands in the way is told, and tried again by the next
/// run.</remarks>
internal sealed class KeyRetirement(WritableRepository opened, IObjectStore store, CommitTask commit)
{
    private const int LongestMessageBytes = 1024;

    private readonly List<string> _messages = [.. opened.Warnings];
    private int _removed;

    /// <summary>Gives them up where the policy says so.</summary>
    /// <returns>The keys as they are then; null where nothing is encrypted.</returns>
    public async Task<KeyResult?> RunAsync(CancellationToken cancellationToken)
    {
        if (opened.Keys.Present is null)
        {
            return null;
        }

        foreach (var previous in commit.RetirePreviousKey ? opened.Keys.Previous : [])
        {
            await RetireAsync(previous, cancellationToken);
        }

        return new KeyResult
        {
            DataKeys = opened.Repository.Keys.Count,
            CurrentSince = opened.Repository.Keys.CurrentSince,
            RemovedFiles = _removed,
            Message = _messages.Count == 0
                ? null
                : TerminationMessage.Cut(string.Join("; ", _messages), LongestMessageBytes),
        };
    }

    private async Task RetireAsync(NamedKey previous, CancellationToken cancellationToken)
    {
        try
        {
            if (!await OpensAnythingAsync(previous, cancellationToken))
            {
                return;
            }

            if (await FindOthersAsync(previous, cancellationToken) is { Count: > 0 } others)
            {
                _messages.Add(
                    $"{previous.Name} was kept: {string.Join(", ", others)} took the newest backup with it; change " +
                    "the key there too and let it run once");
                return;
            }

            _removed += await opened.Repository.Keys.RemoveKeyEncryptionKeyAsync(previous.Key, cancellationToken);
            _messages.Add($"{previous.Name} was given up: it opens nothing here any more");
        }
        catch (Exception exception) when (exception is RepositoryException or IntegrityException or StoreException)
        {
            _messages.Add($"{previous.Name} was kept: {exception.Message}");
        }
    }

    private async Task<bool> OpensAnythingAsync(NamedKey previous, CancellationToken cancellationToken)
    {
        try
        {
            await BackupRepository.OpenAsync(store, RepositoryAccess.Encrypted(previous.Key), cancellationToken);
            return true;
        }
        catch (RepositoryException exception) when (exception.Failure == RepositoryFailure.KeyMissing)
        {
            return false;
        }
    }

    // Policies in one place share data keys when they share a Secret. That the present key of this one opens them is no
    // help to those whose people know the former one.
    private async Task<IReadOnlyList<string>> FindOthersAsync(NamedKey previous, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, BackupRecord>(StringComparer.Ordinal);
        await foreach (var entry in opened.Repository.Catalogue.ListAsync(policyUid: null, cancellationToken))
        {
            if (entry.Record is { } record && entry.PolicyUid != commit.Identity.PolicyUid
                && (!newest.TryGetValue(entry.PolicyUid, out var known) || known.CompletedAt < record.CompletedAt))
            {
                newest[entry.PolicyUid] = record;
            }
        }

        return
        [
            .. newest.Values.Where(record => Names(record, previous))
                .Select(record => $"policy {record.Policy.Namespace}/{record.Policy.Name}")
                .Order(StringComparer.Ordinal),
        ];
    }

    // A Secret is one of its namespace; a key in KMS is the same for all.
    private bool Names(BackupRecord record, NamedKey previous) => previous.Kms is { } kms
        ? record.Kms?.KeyId == kms.KeyId
        : previous.SecretName is { } secret
            && record.KeySecretName == secret
            && record.Policy.Namespace == commit.Identity.Namespace;
}
