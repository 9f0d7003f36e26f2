using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using BackupOperator.Manager.Restores;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Writes what agents are to do. Names of Secrets go in, never what they hold.</summary>
internal static class AgentTasks
{
    /// <summary>Try a store and list its backups.</summary>
    public static AgentTask Inspect(V1alpha1BackupStorageLocation location)
    {
        var import = location.Spec.Import ?? new CatalogueImport();
        return new AgentTask
        {
            Verb = AgentVerb.Inspect,
            RequestedBy = RequestedBy(V1alpha1BackupStorageLocation.KindName, location),
            Store = Store(location),
            Inspect = new InspectTask
            {
                Namespace = import.Mode is ImportMode.All ? null : location.Namespace(),
                Limit = import.Mode is ImportMode.None ? 0 : import.Limit,
            },
        };
    }

    /// <summary>Read a source and store it.</summary>
    public static AgentTask Backup(BackupRun run, BackupSource source) => ForRun(
        run, AgentVerb.Backup, agents: run.Policy.Spec.Sources.Count) with
    {
        Backup = new BackupTask
        {
            Identity = run.Identity,
            Source = source,
            Connection = source.Postgres is { } postgres
                ? new SecretFiles(postgres.Connection.SecretName, AgentPaths.Connection)
                : null,
            Base = run.Type.Base,
            Compression = run.Compression,
            Parallelism = run.Limits.Parallelism,
            FencingToken = run.FencingToken,

            // One agent of the run makes the new data key: each of them would make one of its own.
            RotateAfter = source == run.Policy.Spec.Sources[0] ? run.Policy.Spec.Encryption.RotateAfter : null,
        },
    };

    /// <summary>Write the record that makes stored sources a backup.</summary>
    public static AgentTask Commit(BackupRun run, IEnumerable<SourceResult> sources) => ForRun(run, AgentVerb.Commit) with
    {
        Commit = new CommitTask
        {
            Identity = run.Identity,
            ExecutionName = run.Execution.Name(),
            ExecutionUid = run.Execution.Uid(),
            Schedule = run.Execution.Spec.Slot?.Schedule,
            SlotTime = run.Execution.Spec.Slot?.Time,
            StartTime = run.StartTime,
            FencingToken = run.FencingToken,
            Type = run.Type.Type,
            Base = run.Type.Base,
            Compression = run.Compression,
            KeySecretName = run.KeySecretName,
            Kms = run.Kms,
            RetirePreviousKey = run.Policy.Spec.Encryption.RetirePreviousKey,
            Sources = [.. sources],
        },
    };

    /// <summary>Read a backup back, as far as its policy says.</summary>
    public static AgentTask Check(BackupRun run) => ForRun(run, AgentVerb.Check) with
    {
        Check = new CheckTask
        {
            PolicyUid = run.Policy.Uid(),
            Backup = run.Identity.Backup,
            Percent = run.Integrity.Percent,
            Seed = Seed(run.Execution.Uid()),
            Parallelism = run.Limits.Parallelism,
        },
    };

    /// <summary>Bring a source of a backup back.</summary>
    public static AgentTask Restore(V1alpha1RestoreOperation restore, V1alpha1BackupStorageLocation location)
    {
        var task = new AgentTask
        {
            Verb = AgentVerb.Restore,
            RequestedBy = RequestedBy(V1alpha1RestoreOperation.KindName, restore),
            Store = Store(location),
            Restore = new RestoreTask
            {
                PolicyUid = restore.Status.Storage?.PolicyUid ?? "",
                Backup = restore.Status.Backup ?? "",
                SourceName = restore.Spec.SourceName,
                Target = restore.Spec.Target,
                Connection = restore.Spec.Target.Postgres is { } postgres
                    ? new SecretFiles(postgres.Connection.SecretName, AgentPaths.Connection)
                    : null,
                OverwriteExisting = restore.Spec.OverwriteExisting,
                Parallelism = restore.Spec.Performance?.Parallelism,
            },
        };
        return task.WithKeys(RestoreKeys.Of(restore));
    }

    /// <summary>Find out which backups of a policy stay.</summary>
    public static AgentTask Survey(
        V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, RetentionTask survey) =>
        ForPolicy(policy, location, AgentVerb.Survey) with { Survey = survey };

    /// <summary>Delete backups of a policy.</summary>
    public static AgentTask Prune(V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, PruneTask prune) =>
        ForPolicy(policy, location, AgentVerb.Prune) with { Prune = prune };

    // The same for every try of a run, and another for the next run: over time every pack is read.
    private static long Seed(string uid) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(uid)));

    private static AgentTask ForRun(BackupRun run, AgentVerb verb, int agents = 1) => new AgentTask
    {
        Verb = verb,
        RequestedBy = RequestedBy(V1alpha1BackupExecution.KindName, run.Execution),
        Store = Store(run.Location) with { BytesPerSecond = run.BytesPerSecond(agents) },
    }.WithKeys(run.Policy.Spec.Encryption);

    private static AgentTask ForPolicy(
        V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, AgentVerb verb) => new AgentTask
    {
        Verb = verb,
        RequestedBy = RequestedBy(V1alpha1BackupPolicy.KindName, policy),
        Store = Store(location),
    }.WithKeys(policy.Spec.Encryption);

    private static StoreTask Store(V1alpha1BackupStorageLocation location) => new()
    {
        LocationName = location.Name(),
        S3 = location.Spec.S3,
        Credentials = location.Spec.S3 is { } s3 ? new SecretFiles(s3.CredentialsSecretName, AgentPaths.StoreCredentials) : null,
        Ca = location.Spec.S3?.CaSecretName is { } name ? new SecretFiles(name, AgentPaths.StoreCa) : null,
        FilesystemPath = location.Spec.Filesystem is null ? null : AgentPaths.FilesystemStore,
        Prefix = location.Spec.Prefix ?? "",
    };

    private static string RequestedBy(string kind, IKubernetesObject owner) => $"{kind} {owner.Namespace()}/{owner.Name()}";
}
