using BackupOperator.Api;
using BackupOperator.Api.Executions;
using Kubernetes.ControllerRuntime;

namespace BackupOperator.Manager.Executions;

/// <summary>Repeats the rules of the schema, for API servers that do not know all of them.</summary>
internal static class ExecutionValidator
{
    /// <summary>What is wrong with a spec, field by field; null when nothing is.</summary>
    public static Refusal? Check(V1alpha1BackupExecution execution)
    {
        var spec = execution.Spec;
        var problems = new List<string>();
        if (execution.Status.PolicyName is { } started && started != spec.PolicyName)
        {
            problems.Add(
                $"spec.policyName: was {started} when the run started and cannot be changed to {spec.PolicyName}; "
                    + "create another BackupExecution");
        }

        Need(problems, "spec.policyName", spec.PolicyName);
        if (spec.Slot is { } slot)
        {
            Need(problems, "spec.slot.schedule", slot.Schedule);
            if (slot.Time == default)
            {
                problems.Add("spec.slot.time: must be set");
            }
        }

        if (spec.Import is { } import)
        {
            Need(problems, "spec.import.locationName", import.LocationName);
            Need(problems, "spec.import.policyUid", import.PolicyUid);
            Need(problems, "spec.import.backup", import.Backup);
        }

        return problems.Count == 0 ? null : new Refusal(Reason.SpecInvalid, string.Join("; ", problems));
    }

    private static void Need(List<string> problems, string field, string value)
    {
        if (value.Length == 0)
        {
            problems.Add($"{field}: must be set");
        }
    }
}
