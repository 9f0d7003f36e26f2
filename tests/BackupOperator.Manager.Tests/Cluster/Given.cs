using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>Objects as tests need them.</summary>
internal static class Given
{
    public const string Namespace = "shop";

    public static readonly DateTimeOffset Start = new(2026, 3, 1, 1, 0, 0, TimeSpan.Zero);

    public static V1alpha1BackupPolicy Policy(params string[] sources) => new()
    {
        Metadata = Meta("nightly"),
        Spec = new BackupPolicySpec
        {
            Sources = [.. (sources.Length == 0 ? ["orders"] : sources).Select(Source)],
            Storage = [new StorageReference { LocationName = "primary" }],
            Encryption = new EncryptionSpec { KeySecretName = "backup-key" },
            Limits = new LimitsSpec { Retries = 1 },
            Objectives = new ObjectivesSpec { Rto = "1h" },
        },
        Status = new BackupPolicyStatus { ObservedGeneration = 1 },
    };

    public static V1alpha1BackupStorageLocation Location(bool ready = true) => new()
    {
        Metadata = Meta("primary"),
        Spec = new BackupStorageLocationSpec { S3 = new S3Location { Bucket = "backups", CredentialsSecretName = "s3" }, Prefix = "prod" },
        Status = new BackupStorageLocationStatus
        {
            LastCheckGeneration = 1,
            Conditions = [new Condition { Type = "Ready", Status = ready ? "True" : "False", Reason = "Told", Message = "as told" }],
        },
    };

    public static V1alpha1BackupExecution Execution(string name = "manual", int createdSecond = 0) => new()
    {
        Metadata = Meta(name, createdSecond),
        Spec = new BackupExecutionSpec { PolicyName = "nightly" },
    };

    public static V1alpha1BackupExecution Stored(string name = "stored", int recoveryHour = 0) => new()
    {
        Metadata = Meta(name),
        Spec = new BackupExecutionSpec { PolicyName = "nightly" },
        Status = new BackupExecutionStatus
        {
            Phase = ExecutionPhase.Succeeded,
            Backup = $"backup-{name}",
            Integrity = IntegrityState.Passed,
            RecoveryPoint = Start.AddHours(recoveryHour),
            CompletionTime = Start.AddHours(recoveryHour),
            Storage = new StoredBackup { LocationName = "primary", PolicyUid = "uid-nightly", KeySecretName = "backup-key" },
        },
    };

    public static V1alpha1RestoreOperation Restore(string? executionName = "stored") => new()
    {
        Metadata = Meta("bring-back"),
        Spec = new RestoreOperationSpec
        {
            Backup = new BackupReference { ExecutionName = executionName, PolicyName = executionName is null ? "nightly" : null },
            Target = new RestoreTarget { Postgres = new PostgresTarget { Connection = new PostgresConnection { SecretName = "orders-db" } } },
        },
    };

    private static BackupSource Source(string name) => new()
    {
        Name = name,
        Postgres = new PostgresSource { Connection = new PostgresConnection { SecretName = $"{name}-db", Host = "db.example.org" } },
    };

    private static V1ObjectMeta Meta(string name, int second = 0) => new()
    {
        Name = name,
        NamespaceProperty = Namespace,
        Uid = $"uid-{name}",
        Generation = 1,
        CreationTimestamp = Start.AddSeconds(second).UtcDateTime,
    };
}
