using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Api.Locations;
using BackupOperator.Api.Policies;
using BackupOperator.Contract.Specs;
using BackupOperator.Manager.Jobs;
using BackupOperator.Manager.Locations;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.ControllerRuntime;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Lets an execution start: its policy is valid, it is its turn, its store is ready, and it got the lease.</summary>
internal sealed class RunAdmission(IKubernetesClient client, PolicyLease leases, AgentJobs jobs, TimeProvider time)
{
    private static readonly Refusal Overtaken = new(Reason.WaitingForTurn, "another run of the same policy was faster");

    /// <summary>Admits an execution, or says what is in its way.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="lease">The lease of its policy as just read; null when there is none.</param>
    /// <param name="cancellationToken">Ends the requests.</param>
    public async Task<Admission> AdmitAsync(
        V1alpha1BackupExecution execution, V1Lease? lease, CancellationToken cancellationToken)
    {
        // Step 1: the policy says what to do.
        var policyName = execution.Spec.PolicyName;
        var policy = await client.GetAsync<V1alpha1BackupPolicy>(policyName, execution.Namespace(), cancellationToken);
        if (PolicyReadiness.Evaluate(policyName, policy) is { } unready)
        {
            return new Admission(unready);
        }

        // Step 2: only the first in the queue goes on, so that none waits for a store while another could use it.
        var siblings = await client.ListAllAsync<V1alpha1BackupExecution>(execution.Namespace(), cancellationToken);
        if (await NotYetAsync(execution, policy!, siblings, lease, cancellationToken) is { } wait)
        {
            return new Admission(wait);
        }

        // Step 3: the store answers before anything is frozen on its behalf.
        var locationName = policy!.Spec.Storage.FirstOrDefault()?.LocationName ?? "";
        var location = await client.GetAsync<V1alpha1BackupStorageLocation>(locationName, execution.Namespace(), cancellationToken);
        if (LocationReadiness.Evaluate(locationName, location) is { } refusal)
        {
            return new Admission(refusal);
        }

        // Step 4: one writer a policy; what it writes, where, and what that may refer to is frozen with the same request.
        var token = FencingToken.Next(lease, siblings.Where(other => other.Spec.PolicyName == policyName));
        var wanted = new BackupRun(execution, policy, location!, token, time.GetUtcSeconds())
        {
            Type = BaseChoice.Make(execution.Spec.Type ?? BackupType.Full, policy, location!, siblings),
        };
        var run = await leases.TryTakeAsync(lease, wanted, cancellationToken);
        return run is null ? new Admission(Overtaken) : new Admission(run);
    }

    private async Task<Refusal?> NotYetAsync(
        V1alpha1BackupExecution execution,
        V1alpha1BackupPolicy policy,
        IReadOnlyCollection<V1alpha1BackupExecution> siblings,
        V1Lease? lease,
        CancellationToken cancellationToken)
    {
        if (RunTurn.Evaluate(execution, policy, siblings, lease) is { } refusal)
        {
            return refusal;
        }

        // An execution that was deleted in the middle takes its Jobs with it, but not at once.
        var unfinished = await jobs.UnfinishedAsync(
            execution.Namespace(), Label.Policy, execution.Spec.PolicyName, cancellationToken);
        var former = unfinished.FirstOrDefault(job => !job.IsOwnedBy(execution));
        return former is null
            ? null
            : new Refusal(Reason.WaitingForTurn, $"Job {former.Name()} of an earlier run of the same policy is still ending");
    }
}
