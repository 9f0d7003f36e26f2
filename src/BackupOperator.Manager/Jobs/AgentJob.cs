using System.Globalization;
using System.Text.Json;
using BackupOperator.Api;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Executions;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Jobs;

/// <summary>Builds the Jobs of agents. The same input gives the same Job under the same name, so a repeated pass finds the Job
/// of the one before; a Job is created once and never changed.</summary>
internal sealed class AgentJob(AgentOptions options)
{
    // A manager that was down reads the results when it is back; a week is longer than any repair, and bounds what is left
    // behind by runs whose executions are kept.
    private static readonly TimeSpan KeptAfterBackup = TimeSpan.FromDays(7);

    // The next inspection removes it; this is for a location that is never inspected again.
    private static readonly TimeSpan KeptAfterInspection = TimeSpan.FromDays(1);

    // Counting the objects of a large store takes minutes; one that takes longer than this hangs.
    private static readonly TimeSpan InspectTimeout = TimeSpan.FromHours(1);

    // One small object is written. No cancellation ends a commit, so nothing but this bounds it.
    private static readonly TimeSpan CommitTimeout = TimeSpan.FromMinutes(30);

    /// <summary>Tries a store.</summary>
    /// <param name="location">The store.</param>
    /// <param name="occasion">What tells this inspection from the next.</param>
    public V1Job ForInspect(V1alpha1BackupStorageLocation location, string occasion) => Build(new AgentJobPlan
    {
        Name = ShortName.ForChild(location.Name(), "inspect", ShortName.Hash(occasion)),
        Owner = location,
        Task = AgentTasks.Inspect(location),
        Labels = Labels((Label.Location, location.Name())),
        RunTimeout = InspectTimeout,
        KeptFor = KeptAfterInspection,
        StoreClaimName = location.Spec.Filesystem?.ClaimName,
        Template = location.Spec.JobTemplate,
    });

    /// <summary>Backs up a source.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">The source of its policy.</param>
    /// <param name="attempt">Which try, counted from 1.</param>
    public V1Job ForSource(BackupRun run, BackupSource source, int attempt) => Build(ForRun(
        run, AgentTasks.Backup(run, source), ["backup", source.Name], attempt, (Label.Source, source.Name)) with
    {
        Parallelism = AgentParallelism.Bound(run.Limits.Parallelism),
    });

    /// <summary>Writes the record of a backup.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sources">What was stored.</param>
    /// <param name="attempt">Which try, counted from 1.</param>
    public V1Job ForCommit(BackupRun run, IEnumerable<SourceResult> sources, int attempt) => Build(ForRun(
        run, AgentTasks.Commit(run, sources), ["commit"], attempt) with
    {
        RunTimeout = CommitTimeout,
    });

    /// <summary>Reads a backup back.</summary>
    /// <param name="run">The run.</param>
    /// <param name="attempt">Which try, counted from 1.</param>
    public V1Job ForCheck(BackupRun run, int attempt) => Build(ForRun(run, AgentTasks.Check(run), ["check"], attempt) with
    {
        Parallelism = AgentParallelism.Bound(run.Limits.Parallelism),
    });

    /// <summary>Brings a backup back. There is one such Job for a restore, ever: it stays as long as the restore, so that a
    /// missing Job means a lost one and never one that may be started again.</summary>
    /// <param name="restore">The restore, its backup resolved.</param>
    /// <param name="location">The store.</param>
    public V1Job ForRestore(V1alpha1RestoreOperation restore, V1alpha1BackupStorageLocation location) => Build(new AgentJobPlan
    {
        Name = ShortName.ForChild(restore.Name(), "restore"),
        Owner = restore,
        Task = AgentTasks.Restore(restore, location),
        Labels = Labels((Label.Restore, restore.Name())),
        RunTimeout = AgentTimeouts.Of(restore).Run,
        Parallelism = AgentParallelism.Bound(restore.Spec.Performance?.Parallelism),
        StoreClaimName = location.Spec.Filesystem?.ClaimName,
        Template = restore.Spec.JobTemplate,
    });

    /// <summary>The name of the Job of a survey, whatever its agent must know.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="occasion">What tells this survey from the next.</param>
    public static string SurveyName(V1alpha1BackupPolicy policy, string occasion) =>
        ShortName.ForChild(policy.Name(), "survey", ShortName.Hash(occasion));

    /// <summary>Looks through the stored backups of a policy.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="location">Its location.</param>
    /// <param name="survey">What the agent must know.</param>
    /// <param name="occasion">What tells this survey from the next.</param>
    public V1Job ForSurvey(
        V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, RetentionTask survey, string occasion) => Build(ForUpkeep(
        policy, location, AgentTasks.Survey(policy, location, survey), SurveyName(policy, occasion)));

    /// <summary>Deletes stored backups of a policy. Runs wait for it by its label.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="location">Its location.</param>
    /// <param name="prune">What to delete.</param>
    /// <param name="fencingToken">The number that the policy's lease gave the deletion.</param>
    public V1Job ForPrune(
        V1alpha1BackupPolicy policy, V1alpha1BackupStorageLocation location, PruneTask prune, long fencingToken) => Build(ForUpkeep(
        policy,
        location,
        AgentTasks.Prune(policy, location, prune),
        ShortName.ForChild(policy.Name(), "prune", fencingToken.ToString(CultureInfo.InvariantCulture)),
        (Label.Policy, policy.Name())));

    private static AgentJobPlan ForUpkeep(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        AgentTask task,
        string name,
        params (string Name, string Value)[] labels) => new()
    {
        Name = name,
        Owner = policy,
        Task = task,
        Labels = Labels([(Label.Upkeep, policy.Name()), .. labels]),
        RunTimeout = AgentTimeouts.Of(policy).Run,
        KeptFor = KeptAfterInspection,
        StoreClaimName = location.Spec.Filesystem?.ClaimName,
        Template = policy.Spec.JobTemplate,
    };

    private static AgentJobPlan ForRun(
        BackupRun run, AgentTask task, string[] work, int attempt, params (string Name, string Value)[] labels)
    {
        var number = attempt.ToString(CultureInfo.InvariantCulture);
        return new AgentJobPlan
        {
            Name = ShortName.ForChild([run.Execution.Name(), .. work, number]),
            Owner = run.Execution,
            Task = task,
            Labels = Labels([(Label.Policy, run.Policy.Name()), (Label.Execution, run.Execution.Name()), (Label.Attempt, number), .. labels]),
            RunTimeout = AgentTimeouts.Of(run.Policy).Run,
            KeptFor = KeptAfterBackup,
            StoreClaimName = run.Location.Spec.Filesystem?.ClaimName,
            Template = run.Policy.Spec.JobTemplate,
        };
    }

    private static SortedDictionary<string, string> Labels(params (string Name, string Value)[] labels)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal) { [Label.ManagedBy] = Label.ManagedByValue };
        foreach (var (name, value) in labels)
        {
            all[name] = ShortName.ForLabel(value);
        }

        return all;
    }

    private V1Job Build(AgentJobPlan plan)
    {
        var labels = Merge(plan.Template?.Labels, plan.Labels, (Label.Verb, plan.Task.Verb.ToLabel()));
        var task = JsonSerializer.Serialize(plan.Task, ContractJsonContext.Default.AgentTask);
        return new V1Job
        {
            ApiVersion = "batch/v1",
            Kind = "Job",
            Metadata = new V1ObjectMeta
            {
                Name = plan.Name,
                NamespaceProperty = plan.Owner.Namespace(),
                Labels = labels,
                OwnerReferences = [plan.Owner.MakeOwnerReference()],
            },
            Spec = new V1JobSpec
            {
                // Tries again are the controller's: it knows which failures may pass.
                BackoffLimit = 0,
                Completions = 1,
                Parallelism = 1,
                ActiveDeadlineSeconds = (long)plan.RunTimeout.TotalSeconds,
                TtlSecondsAfterFinished = (int?)plan.KeptFor?.TotalSeconds,
                Template = new V1PodTemplateSpec
                {
                    Metadata = new V1ObjectMeta
                    {
                        Labels = new SortedDictionary<string, string>(labels, StringComparer.Ordinal),
                        Annotations = Merge(plan.Template?.Annotations, new Dictionary<string, string>(), (Annotation.Task, task)),
                    },
                    Spec = AgentPod.For(plan, options),
                },
            },
        };
    }

    // What this project needs wins over what people add.
    private static SortedDictionary<string, string> Merge(
        IDictionary<string, string>? added, IReadOnlyDictionary<string, string> own, (string Name, string Value) last)
    {
        var all = new SortedDictionary<string, string>(added ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in own)
        {
            all[name] = value;
        }

        all[last.Name] = last.Value;
        return all;
    }
}
