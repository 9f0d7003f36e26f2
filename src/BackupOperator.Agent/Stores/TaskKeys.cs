using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Stores;

/// <summary>The key-encryption keys of a task.</summary>
/// <param name="Present">The one that is written with; null for backups in the clear.</param>
/// <param name="Previous">Those of before, which may open what <paramref name="Present"/> does not.</param>
/// <param name="Problems">Why others of before could not be had.</param>
internal sealed record TaskKeys(NamedKey? Present, IReadOnlyList<NamedKey> Previous, IReadOnlyList<string> Problems)
{
    private const string RestoreAdvice = "name the place of the key in spec.keySecretName or spec.kms of the restore";

    // A restore takes whichever key is there; for every other verb the present one has to fit.
    private bool AnyWillDo { get; init; }

    private RepositoryAccess Access => Present is { } present
        ? RepositoryAccess.Encrypted(present.Key) with { PreviousKeys = [.. Previous.Select(previous => previous.Key)] }
        : RepositoryAccess.Unencrypted;

    /// <summary>Reads the keys from their Secrets. A restore takes whichever is there; for every other verb the present
    /// one has to be.</summary>
    /// <exception cref="BadInputException">A Secret that is needed lacks its key, or it is unusable.</exception>
    public static async Task<TaskKeys> ReadAsync(AgentTask task, CancellationToken cancellationToken)
    {
        if (task.Key is not { } secret)
        {
            return new TaskKeys(null, [], []);
        }

        var keys = new List<NamedKey>();
        var problems = new List<string>();
        var anyWillDo = task.Verb is AgentVerb.Restore;
        foreach (var (index, place) in Places(secret, task).Index())
        {
            var former = index > 0 && !anyWillDo;
            try
            {
                var purpose = former ? "the former encryption key" : "the encryption key";
                keys.Add(await ReadAsync(place, purpose, cancellationToken));
                keys.AddRange(await FindBesideAsync(place, cancellationToken));
            }
            catch (BadInputException exception) when (index > 0 || anyWillDo || keys.Count > 0)
            {
                problems.Add(former ? $"{exception.Message}, or let the policy no longer name it" : exception.Message);
            }
        }

        return keys is [var present, .. var previous]
            ? new TaskKeys(present, previous, problems)
            {
                AnyWillDo = anyWillDo,
            }
            : throw new BadInputException(string.Join("; ", problems.Append(RestoreAdvice)));
    }

    /// <summary>What a restore was given, for messages, and what to do when none of it fits.</summary>
    public static string Tried(AgentTask task)
    {
        var places = Places(task.Key!, task)
            .Select(place => place.Kms is { } kms ? $"KMS key {kms.KeyId}" : $"Secret {place.Secret.SecretName}");
        return $"tried {string.Join(", ", places)}; {RestoreAdvice}";
    }

    /// <summary>Opens the repository and says which key does not fit.</summary>
    public async Task<BackupRepository> OpenAsync(
        IObjectStore store, Func<RepositoryAccess, RepositoryAccess> permit, CancellationToken cancellationToken)
    {
        try
        {
            return await BackupRepository.OpenAsync(store, permit(Access), cancellationToken);
        }
        catch (RepositoryException exception) when (AnyWillDo && Previous.Count > 0 && IsOfKeyService(exception))
        {
            // The day of a restore may be the one on which KMS is lost.
            return await WithoutPresent(exception).OpenAsync(store, permit, cancellationToken);
        }
        catch (RepositoryException exception) when (Present is not null)
        {
            throw Explain(exception);
        }
    }

    /// <summary>What the key service said, and whose credentials it was asked with.</summary>
    public string ExplainService(RepositoryException exception) => Find(exception) is { Kms: { } kms }
        ? $"{exception.Message} (credentials: Secret {kms.CredentialsSecretName})"
        : exception.Message;

    /// <summary>The same failure, naming the Secret that people have to look at.</summary>
    public RepositoryException Explain(RepositoryException exception)
    {
        string[] advice = AnyWillDo ? [RestoreAdvice] : [];
        var more = string.Concat(Problems.Concat(advice).Select(text => $"; {text}"));
        return exception.Failure switch
        {
            RepositoryFailure.KeyMissing when Previous.Count == 0 => new RepositoryException(
                exception.Failure, $"{Present!.Name} holds another key: {exception.Message}{more}"),
            RepositoryFailure.KeyMissing => new RepositoryException(
                exception.Failure,
                $"{Present!.Name} holds another key, and so does " +
                $"{string.Join(", ", Previous.Select(previous => previous.Name))}: " +
                $"{exception.Message}{more}"),
            _ when IsOfKeyService(exception) =>
                new RepositoryException(exception.Failure, $"{ExplainService(exception)}{more}"),
            _ => exception,
        };
    }

    private static bool IsOfKeyService(RepositoryException exception) => exception.Failure
        is RepositoryFailure.KeyServiceDenied
        or RepositoryFailure.KeyServiceKeyUnusable
        or RepositoryFailure.KeyServiceUnreachable;

    private static IEnumerable<PreviousKey> Places(SecretFiles secret, AgentTask task) =>
        (task.PreviousKeys ?? []).Prepend(new PreviousKey(secret, task.Kms));

    private static async Task<NamedKey> ReadAsync(
        PreviousKey place, string purpose, CancellationToken cancellationToken) => place.Kms is { } kms
        ? KeyContent.ReadKms(place.Secret, kms)
        : await KeyContent.ReadAsync(place.Secret, purpose, cancellationToken);

    private static async Task<IEnumerable<NamedKey>> FindBesideAsync(
        PreviousKey place, CancellationToken cancellationToken) =>
        place.Kms is null && await KeyContent.FindPreviousAsync(place.Secret, cancellationToken) is { } beside
            ? [beside]
            : [];

    private TaskKeys WithoutPresent(RepositoryException exception) => this with
    {
        Present = Previous[0],
        Previous = [.. Previous.Skip(1)],
        Problems =
        [
            .. Problems,
            Find(exception) == Present ? ExplainService(exception) : $"{Present!.Name} holds another key",
        ],
    };

    // Every message about a key in KMS begins with its name.
    private NamedKey? Find(RepositoryException exception) => Previous.Prepend(Present).FirstOrDefault(
        key => key?.Kms is not null && exception.Message.StartsWith(key.Name, StringComparison.Ordinal));
}
