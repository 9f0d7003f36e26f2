using BackupOperator.Api.Contract;
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

    private string Advice { get; init; } = "";

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
        foreach (var place in (task.PreviousKeys ?? []).Prepend(new PreviousKey(secret, task.Kms)))
        {
            var needed = keys.Count == 0 && problems.Count == 0 && task.Verb is not AgentVerb.Restore;
            try
            {
                keys.Add(place.Kms is { } kms
                    ? KeyContent.ReadKms(place.Secret, kms)
                    : await KeyContent.ReadAsync(place.Secret, cancellationToken));
                keys.AddRange(await FindBesideAsync(place, cancellationToken));
            }
            catch (BadInputException exception) when (!needed || keys.Count > 0)
            {
                problems.Add(exception.Message);
            }
        }

        return keys is [var present, .. var previous]
            ? new TaskKeys(present, previous, problems)
            {
                Advice = task.Verb is AgentVerb.Restore ? $"; {RestoreAdvice}" : "",
            }
            : throw new BadInputException(string.Join("; ", problems.Append(RestoreAdvice)));
    }

    /// <summary>What a restore was given, for messages, and what to do when none of it fits.</summary>
    public static string Tried(AgentTask task)
    {
        var places = (task.PreviousKeys ?? []).Prepend(new PreviousKey(task.Key!, task.Kms))
            .Select(place => place.Kms is { } kms ? $"KMS key {kms.KeyId}" : $"Secret {place.Secret.SecretName}");
        return $"tried {string.Join(", ", places)}; {RestoreAdvice}";
    }

    /// <summary>The same without the present key: the first of those of before takes its place.</summary>
    public TaskKeys WithoutPresent(string problem) => this with
    {
        Present = Previous[0],
        Previous = [.. Previous.Skip(1)],
        Problems = [.. Problems, problem],
    };

    /// <summary>Opens the repository and says which key does not fit.</summary>
    public async Task<BackupRepository> OpenAsync(
        IObjectStore store, Func<RepositoryAccess, RepositoryAccess> permit, CancellationToken cancellationToken)
    {
        try
        {
            return await BackupRepository.OpenAsync(store, permit(Access), cancellationToken);
        }
        catch (RepositoryException exception) when (Present is not null)
        {
            throw Explain(exception);
        }
    }

    /// <summary>The same failure, naming the Secret that people have to look at.</summary>
    public RepositoryException Explain(RepositoryException exception)
    {
        var more = string.Concat(Problems.Select(problem => $"; {problem}")) + Advice;
        return exception.Failure switch
        {
            RepositoryFailure.KeyMissing when Previous.Count == 0 => new RepositoryException(
                exception.Failure, $"{Present!.Name} holds another key: {exception.Message}{more}"),
            RepositoryFailure.KeyMissing => new RepositoryException(
                exception.Failure,
                $"{Present!.Name} holds another key, and so does " +
                $"{string.Join(", ", Previous.Select(previous => previous.Name))}: " +
                $"{exception.Message}{more}"),
            RepositoryFailure.KeyServiceDenied or RepositoryFailure.KeyServiceKeyUnusable
                or RepositoryFailure.KeyServiceUnreachable => new RepositoryException(
                exception.Failure, $"{Present!.Name}: {exception.Message}{more}"),
            _ => exception,
        };
    }

    private static async Task<IEnumerable<NamedKey>> FindBesideAsync(
        PreviousKey place, CancellationToken cancellationToken) =>
        place.Kms is null && await KeyContent.FindPreviousAsync(place.Secret, cancellationToken) is { } beside
            ? [beside]
            : [];
}
