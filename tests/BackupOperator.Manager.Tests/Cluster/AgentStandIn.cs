using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Tests.Cluster;

/// <summary>Stands in for Job controller, kubelet and agent: gives each Job a pod and ends it as a test wants.</summary>
internal sealed class AgentStandIn(InMemoryCluster cluster, TimeProvider time)
{
    /// <summary>Names of all Jobs that ever had a pod, in their order.</summary>
    public List<string> Started { get; } = [];

    /// <summary>Gives every Job without a pod a running one.</summary>
    public void Start()
    {
        foreach (var job in cluster.All<V1Job>().Where(job => cluster.Find<V1Pod>(PodOf(job)) is null))
        {
            Started.Add(job.Name());
            cluster.Put(Pod(job, new V1ContainerState { Running = new V1ContainerStateRunning() }, "Running"));
        }
    }

    /// <summary>Ends every Job that has not ended, by its own task and success unless a test says otherwise.</summary>
    public void Finish(Func<V1Job, AgentResult?>? with = null)
    {
        Start();
        foreach (var job in cluster.All<V1Job>().Where(job => job.Status?.Conditions is null))
        {
            if ((with is null ? Success(job) : with(job)) is { } result)
            {
                End(job.Name(), (int)result.ExitCode, JsonSerializer.Serialize(result, ContractJsonContext.Default.AgentResult));
            }
        }
    }

    /// <summary>Ends one Job in any way.</summary>
    public void End(string name, int exitCode, string? message, string reason = "Error")
    {
        var job = cluster.One<V1Job>(name);
        cluster.Put(Pod(job, new V1ContainerState { Terminated = Terminated(exitCode, message, reason) }, exitCode == 0 ? "Succeeded" : "Failed"));
        job.Status = new V1JobStatus
        {
            Conditions = [new V1JobCondition { Type = exitCode == 0 ? "Complete" : "Failed", Status = "True", LastTransitionTime = time.GetUtcNow().UtcDateTime }],
        };
        cluster.Put(job);
    }

    /// <summary>What an agent reports that did what its Job says.</summary>
    public static AgentResult Success(V1Job job)
    {
        var task = TaskOf(job);
        return new AgentResult
        {
            Verb = task.Verb,
            DurationSeconds = 10,
            Inspect = task.Verb is AgentVerb.Inspect ? new InspectResult { Address = "s3://backups", UsedBytes = 1024 } : null,
            Backup = task.Backup is { } backup ? Stored(backup) : null,
            Commit = task.Commit is { } commit ? Committed(commit) : null,
            Check = task.Check is { } check ? new CheckResult { Objects = 3, Percent = check.Percent } : null,
            Survey = task.Survey is { } survey ? new SurveyResult { Backups = survey.Known.Count, Newest = survey.Known.LastOrDefault() } : null,
            Prune = task.Prune is { } prune ? new PruneResult { Deleted = prune.Delete, FreedBytes = 4096, Packs = 2 } : null,
            Restore = task.Verb is AgentVerb.Restore ? new RestoreResult { RestoredBytes = 2048, Databases = 1, Tables = 2, Rows = 3 } : null,
        };
    }

    /// <summary>What an agent reports that failed.</summary>
    public static AgentResult Failure(V1Job job, AgentExitCode code, string reason, bool transient) => new()
    {
        Verb = TaskOf(job).Verb,
        ExitCode = code,
        Reason = reason,
        Message = $"as told: {reason}",
        Transient = transient,
    };

    /// <summary>The task in a Job's annotation.</summary>
    public static AgentTask TaskOf(V1Job job) =>
        JsonSerializer.Deserialize(job.Spec!.Template!.Metadata!.Annotations![Annotation.Task], ContractJsonContext.Default.AgentTask)!;

    /// <summary>The name of a Job's pod.</summary>
    public static string PodOf(V1Job job) => $"{job.Name()}-pod";

    private static SourceResult Stored(BackupTask task) => new()
    {
        Source = task.Source.Name,
        ManifestKey = $"{task.Identity.PolicyUid}/backups/{task.Identity.Backup}/{task.Source.Name}.manifest",
        ManifestSha256 = "ab12",
        Base = task.Base,
        RecoveryPoint = new DateTimeOffset(2026, 3, 1, 1, 0, 5, TimeSpan.Zero),
        ReadBytes = 2048,
        ReferredBytes = task.Base is null ? 0 : 1024,
        StoredBytes = 512,
        TransferredBytes = 600,
        Databases = 1,
        Tables = 2,
        Rows = 30,
        DurationSeconds = 8,
    };

    private static CommitResult Committed(CommitTask task) => new()
    {
        Address = $"s3://backups/{task.Identity.PolicyUid}/backups/{task.Identity.Backup}/backup.json",
        RepositoryId = "repository",
        Type = task.Sources.Any(source => source.Base is not null) ? task.Type : BackupType.Full,
        Base = task.Sources.Select(source => source.Base).FirstOrDefault(name => name is not null),
        Encryption = EncryptionMode.AES256GCM,
        RecoveryPoint = task.Sources.Min(source => source.RecoveryPoint),
    };

    private V1ContainerStateTerminated Terminated(int exitCode, string? message, string reason) =>
        new() { ExitCode = exitCode, Message = message, Reason = exitCode == 0 ? "Completed" : reason, FinishedAt = time.GetUtcNow().UtcDateTime };

    private static V1Pod Pod(V1Job job, V1ContainerState state, string phase) => new V1Pod
    {
        Metadata = new V1ObjectMeta
        {
            Name = PodOf(job),
            NamespaceProperty = job.Namespace(),
            Labels = new Dictionary<string, string> { ["job-name"] = job.Name() },
        },
        Status = new V1PodStatus { Phase = phase, ContainerStatuses = [new V1ContainerStatus { Name = "agent", State = state }] },
    }.OwnedBy(job);
}
