using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Manager.Jobs;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Metrics;

/// <summary>Counts executions that ended since this process began, each once, also those whose resources are gone again.</summary>
/// <remarks>A counter must not fall when history removes resources, so it cannot be read from the caches alone. What it
/// remembers is bounded: counts by policy, and the identities of executions that still exist.</remarks>
internal sealed class RunTally(TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly DateTimeOffset began = time.GetUtcNow();
    private readonly Dictionary<RunOutcome, long> counts = [];
    private readonly HashSet<string> counted = [];

    /// <summary>Counts those that ended and were not counted yet.</summary>
    public void Count(IEnumerable<V1alpha1BackupExecution> executions)
    {
        lock (gate)
        {
            foreach (var execution in executions.Where(EndedHere).Where(execution => counted.Add(execution.Uid())))
            {
                var outcome = OutcomeOf(execution);
                counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            }
        }
    }

    /// <summary>Counts, then forgets executions that are gone and counts of policies that are gone.</summary>
    /// <returns>The counts, by outcome.</returns>
    public IReadOnlyList<KeyValuePair<RunOutcome, long>> Read(
        IReadOnlyCollection<V1alpha1BackupExecution> executions, IReadOnlySet<(string Namespace, string Policy)> policies)
    {
        Count(executions);
        lock (gate)
        {
            counted.IntersectWith(executions.Select(execution => execution.Uid()));
            foreach (var gone in counts.Keys.Where(outcome => !policies.Contains((outcome.Namespace, outcome.Policy))).ToList())
            {
                counts.Remove(gone);
            }

            return [.. counts];
        }
    }

    private static RunOutcome OutcomeOf(V1alpha1BackupExecution execution)
    {
        var ready = execution.Status.Conditions.FirstOrDefault(condition => condition.Type == ConditionType.Ready);
        var failed = execution.Status.Phase is not ExecutionPhase.Succeeded;
        return new RunOutcome(
            execution.Namespace(),
            execution.Spec.PolicyName,
            execution.Status.Phase!.Value.ToString(),
            failed ? ready?.Reason ?? "Unknown" : "");
    }

    private bool EndedHere(V1alpha1BackupExecution execution) =>
        execution.Spec.Import is null
        && !StartMark.IsCopy(execution)
        && execution.Status.IsTerminal
        && execution.Status.CompletionTime >= began;
}

/// <summary>What runs are counted by.</summary>
/// <param name="Namespace">The policy's namespace.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Result">The phase at the end.</param>
/// <param name="Reason">Why it failed; empty for a success.</param>
internal sealed record RunOutcome(string Namespace, string Policy, string Result, string Reason);
