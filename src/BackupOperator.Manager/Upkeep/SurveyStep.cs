using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Api.Restores;
using BackupOperator.Contract;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Upkeep;

/// <summary>Has an agent look through a policy's stored backups, and writes down what it finds.</summary>
internal sealed class SurveyStep(
    IKubernetesClient client, AgentJob builder, AgentJobs jobs, AgentLog log, StoreAlarm alarm, TimeProvider time)
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    // The policy comes back when something is due; this is for a report that was lost.
    private static readonly TimeSpan Recheck = TimeSpan.FromHours(1);

    /// <summary>Takes a step.</summary>
    /// <param name="policy">The policy; no run of it is under way.</param>
    /// <param name="location">Its location.</param>
    /// <param name="stored">The executions that show its backups.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<ReconciliationResult<V1alpha1BackupPolicy>> RunAsync(
        V1alpha1BackupPolicy policy,
        V1alpha1BackupStorageLocation location,
        IReadOnlyList<V1alpha1BackupExecution> stored,
        CancellationToken cancellationToken)
    {
        var occasion = Occasion(policy);
        var known = await jobs.ListAsync(policy.Namespace(), Label.Upkeep, policy.Name(), cancellationToken);

        // A Job is never changed: what its agent must know is gathered for one that is to be created.
        var started = known.Any(one => one.Name() == AgentJob.SurveyName(policy, occasion));
        var task = started ? new RetentionTask() : await DescribeAsync(policy, stored, cancellationToken);
        var job = builder.ForSurvey(policy, location, task, occasion);
        var startTimeout = AgentTimeouts.Of(policy).Start;
        var outcome = await jobs.ObserveAsync(job, AgentVerb.Survey, startTimeout, started, cancellationToken);
        await DeleteOthersAsync(policy, known, job, cancellationToken);
        if (outcome is JobOutcome.Finished { Succeeded: true } finished)
        {
            return await RecordAsync(policy, finished, cancellationToken);
        }

        if (AgentFailure.Of(outcome) is not { } failure)
        {
            return Working(policy, outcome);
        }

        await alarm.RaiseAsync(failure, location, job.Name(), cancellationToken);
        return Fail(policy, failure);
    }

    // The same until the result is written down, so that its Job has the same name on every pass.
    private static string Occasion(V1alpha1BackupPolicy policy) => string.Join(
        '|', policy.Uid(), policy.Generation(), policy.Status.Retention?.LastAttemptTime?.ToUnixTimeSeconds());

    // While a plan is known, what is known stays.
    private static ReconciliationResult<V1alpha1BackupPolicy> Working(V1alpha1BackupPolicy policy, JobOutcome outcome) =>
        policy.Status.Retention?.SurveyGeneration is not null
            ? policy.Unchanged(Poll)
            : policy.Waiting(
                Reason.Surveying,
                outcome is JobOutcome.NotStarted waiting ? waiting.Message : "an agent looks through the stored backups",
                Poll);

    private async Task<RetentionTask> DescribeAsync(
        V1alpha1BackupPolicy policy, IReadOnlyList<V1alpha1BackupExecution> stored, CancellationToken cancellationToken)
    {
        var restores = await client.ListAllAsync<V1alpha1RestoreOperation>(policy.Namespace(), cancellationToken);
        return StoredBackups.Describe(policy, stored, restores);
    }

    private async Task<ReconciliationResult<V1alpha1BackupPolicy>> RecordAsync(
        V1alpha1BackupPolicy policy, JobOutcome.Finished finished, CancellationToken cancellationToken)
    {
        var result = finished.Result.Survey!;
        var listed = await log.ReadRetentionAsync(finished.Pod, policy.Namespace(), cancellationToken);
        var now = time.GetUtcSeconds();
        policy.RecordSurvey(result, listed, now);
        policy.Status.Statistics = result.ToStatistics();
        policy.Status.Escrow = result.ToEscrow(finished.Result.Message, now);
        var due = policy.Status.Retention!.NextPrune - now;
        var recheck = due is { } wait && wait < Recheck ? wait : Recheck;
        return UpkeepVerdict.Of(policy, result.Listed - listed.Count, recheck);
    }

    private ReconciliationResult<V1alpha1BackupPolicy> Fail(V1alpha1BackupPolicy policy, AgentFailure failure)
    {
        var now = time.GetUtcSeconds();
        (policy.Status.Retention ??= new RetentionStatus()).RecordFailure(now);
        if (failure.Reason == Reason.BadInput && policy.Spec.Encryption.Mode is not EncryptionMode.None)
        {
            // Mostly the Secret of the key: who cannot open the repository opens no backup.
            policy.Status.Escrow = (policy.Status.Escrow ?? new EscrowStatus()) with
            {
                CheckTime = now,
                Openable = 0,
                Problem = $"the stored backups could not be opened: {failure.Message}",
            };
        }

        return UpkeepVerdict.Of(policy, failure);
    }

    private async Task DeleteOthersAsync(
        V1alpha1BackupPolicy policy, IEnumerable<V1Job> known, V1Job current, CancellationToken cancellationToken)
    {
        foreach (var job in known)
        {
            var former = job.IsOwnedBy(policy) && job.GetLabel(Label.Verb) == current.GetLabel(Label.Verb);
            if (former && job.Name() != current.Name() && job.DeletionTimestamp() is null)
            {
                await jobs.DeleteAsync(job, cancellationToken);
            }
        }
    }
}
