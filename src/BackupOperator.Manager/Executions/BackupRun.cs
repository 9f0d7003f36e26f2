using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>All that a run is made of, as it was when the run got its turn: a policy or a location that is changed in the middle
/// changes the next run, not this one.</summary>
/// <param name="Execution">The execution.</param>
/// <param name="Policy">The policy: name, identity and spec.</param>
/// <param name="Location">The location: name and spec.</param>
/// <param name="FencingToken">The number that the policy's lease gave this run.</param>
/// <param name="StartTime">When the run got its turn.</param>
internal sealed record BackupRun(
    V1alpha1BackupExecution Execution,
    V1alpha1BackupPolicy Policy,
    V1alpha1BackupStorageLocation Location,
    long FencingToken,
    DateTimeOffset StartTime)
{
    /// <summary>Which backup of the store the run makes.</summary>
    public BackupIdentity Identity => new()
    {
        PolicyUid = Policy.Uid(),
        PolicyName = Policy.Name(),
        Namespace = Execution.Namespace(),
        Backup = BackupName.For(Execution),
    };

    /// <summary>Its type and the backup that it may refer to.</summary>
    public TypeChoice Type { get; init; } = TypeChoice.Full;

    /// <summary>Bounds on the work.</summary>
    public LimitsSpec Limits => Policy.Spec.Limits ?? new LimitsSpec();

    /// <summary>What each of so many agents that work at once may move to and from the store; null for no limit.</summary>
    public long? BytesPerSecond(int agents) =>
        Limits.Bandwidth is { } text && new Quantity(text).ToDecimal() is { } bandwidth
            ? (long)Math.Clamp(bandwidth / agents, 1, long.MaxValue)
            : null;

    /// <summary>What is read back.</summary>
    public IntegritySpec Integrity => Policy.Spec.Verification?.Integrity ?? new IntegritySpec();

    /// <summary>How to compress.</summary>
    public CompressionSpec Compression => Policy.Spec.Compression ?? new CompressionSpec();

    /// <summary>The Secret of the key; null for backups in the clear, and where the key is in KMS.</summary>
    public string? KeySecretName => Policy.Spec.Encryption.Mode is EncryptionMode.None ? null : Policy.Spec.Encryption.KeySecretName;

    /// <summary>The key in KMS; null for backups in the clear, and where a Secret holds the key.</summary>
    public KmsKeySpec? Kms => Policy.Spec.Encryption.Mode is EncryptionMode.None ? null : Policy.Spec.Encryption.Kms;
}
