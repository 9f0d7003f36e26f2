using BackupOperator.Api.Executions;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Policies;

/// <summary>Valid objects, to be changed where a test needs it.</summary>
internal static class Given
{
    public static BackupSchedule Schedule(string name, string cron, MissedRunPolicy missedRuns = MissedRunPolicy.RunOnce) =>
        new() { Name = name, Cron = cron, MissedRuns = missedRuns };

    public static BackupPolicySpec Spec(params BackupSchedule[] schedules) => new()
    {
        Schedules = schedules,
        Sources =
        [
            new BackupSource
            {
                Name = "orders",
                Postgres = new PostgresSource { Connection = new PostgresConnection { SecretName = "orders-db" } },
            },
        ],
        Storage = [new StorageReference { LocationName = "primary" }],
        Encryption = new EncryptionSpec { KeySecretName = "shop-backup-key" },
    };

    public static V1alpha1BackupExecution Execution(string name, ExecutionPhase? phase = null, string? ended = null) => new()
    {
        Metadata = new V1ObjectMeta { Name = name },
        Spec = new BackupExecutionSpec { PolicyName = PolicyBench.Name },
        Status = new BackupExecutionStatus
        {
            Phase = phase,
            CompletionTime = ended is null ? null : DateTimeOffset.Parse(ended),
            RecoveryPoint = ended is not null && phase is ExecutionPhase.Succeeded ? DateTimeOffset.Parse(ended) : null,
            Integrity = phase is ExecutionPhase.Succeeded ? IntegrityState.Passed : null,
            Storage = phase is ExecutionPhase.Succeeded ? Stored() : null,
        },
    };

    public static V1alpha1BackupExecution Imported(string name, string recoveryPoint, string policyUid = PolicyBench.Uid)
    {
        var execution = Execution(name, ExecutionPhase.Succeeded, recoveryPoint);
        execution.Spec = execution.Spec with
        {
            Import = new ImportedBackup { LocationName = "primary", PolicyUid = policyUid, Backup = name },
        };
        execution.Status.Storage = Stored(policyUid);
        return execution;
    }

    /// <summary>A place in the store, of the bench's policy or of another.</summary>
    public static StoredBackup Stored(string policyUid = PolicyBench.Uid) => new() { LocationName = "primary", PolicyUid = policyUid };
}
