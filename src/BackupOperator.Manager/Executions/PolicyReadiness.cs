using BackupOperator.Api;
using BackupOperator.Api.Policies;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Says whether a policy can be run. A suspended one can, by hand.</summary>
internal static class PolicyReadiness
{
    /// <summary>Why it cannot; null when it can.</summary>
    /// <param name="name">The policy's name.</param>
    /// <param name="policy">The policy; null when it does not exist.</param>
    public static Refusal? Evaluate(string name, V1alpha1BackupPolicy? policy)
    {
        if (policy is null)
        {
            return new Refusal(Reason.PolicyNotFound, $"BackupPolicy {name} does not exist; create it, or mend spec.policyName");
        }

        if (policy.Status.ObservedGeneration is null || policy.Status.ObservedGeneration < policy.Metadata.Generation)
        {
            return new Refusal(Reason.PolicyNotReady, $"BackupPolicy {name} has not been looked at yet");
        }

        var stalled = policy.Status.Conditions.FirstOrDefault(condition => condition is { Type: ConditionType.Stalled, Status: "True" });
        return stalled is null
            ? null
            : new Refusal(Reason.PolicyNotReady, $"BackupPolicy {name} cannot run: {stalled.Message}");
    }
}
