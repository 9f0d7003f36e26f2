using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Jobs;

/// <summary>Adds to a task what opens its repository: names and paths of Secrets, never what they hold.</summary>
internal static class AgentKeys
{
    /// <summary>Adds the keys of a policy: the present one, and those of before that it names.</summary>
    public static AgentTask WithKeys(this AgentTask task, EncryptionSpec encryption) =>
        encryption.Mode is EncryptionMode.None ? task : task.WithKeys(Places(encryption));

    /// <summary>Adds keys that may be in any of several places, in their order.</summary>
    public static AgentTask WithKeys(this AgentTask task, IEnumerable<KeyPlace> places)
    {
        if (places.ToList() is not [var first, .. var others])
        {
            return task;
        }

        PreviousKey[] previous = [.. others.Select(Previous)];
        return task with
        {
            Key = Secret(first, AgentPaths.Key),
            Kms = first.Kms,
            PreviousKeys = previous.Length == 0 ? null : previous,
        };
    }

    /// <summary>Where a policy says that its keys are, the present one first.</summary>
    public static IEnumerable<KeyPlace> Places(EncryptionSpec encryption) => new[]
    {
        Place(encryption.KeySecretName, encryption.Kms),
        Place(encryption.PreviousKeySecretName, encryption.PreviousKms),
    }.OfType<KeyPlace>();

    /// <summary>A place, or null for none.</summary>
    public static KeyPlace? Place(string? keySecretName, KmsKeySpec? kms) =>
        keySecretName is null && kms is null
            ? null
            : new KeyPlace { KeySecretName = kms is null ? keySecretName : null, Kms = kms };

    private static PreviousKey Previous(KeyPlace place, int index) =>
        new(Secret(place, $"{AgentPaths.PreviousKey}{index + 1}"), place.Kms);

    private static SecretFiles Secret(KeyPlace place, string path) =>
        new(place.Kms?.CredentialsSecretName ?? place.KeySecretName ?? "", path);
}
