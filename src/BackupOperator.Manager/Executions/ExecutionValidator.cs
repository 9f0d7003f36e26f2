using BackupOperator.Api;
using BackupOperator.Api.Executions;
using BackupOperator.Manager.Policies.Validation;
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

        problems.AddRange(CheckNames(spec).Select(problem => problem.ToString()));
        return problems.Count == 0 ? null : new Refusal(Reason.SpecInvalid, string.Join("; ", problems));
    }

    private static IReadOnlyList<FieldProblem> CheckNames(BackupExecutionSpec spec)
    {
        var checks = new FieldChecks();
        checks.ObjectName("spec.policyName", spec.PolicyName, "BackupPolicy");
        if (spec.Slot is { } slot)
        {
            checks.Require(slot.Schedule.Length > 0, "spec.slot.schedule", "must be set");
            checks.Require(slot.Time != default, "spec.slot.time", "must be set");
        }

        if (spec.Import is { } import)
        {
            checks.ObjectName("spec.import.locationName", import.LocationName, "BackupStorageLocation");
            checks.StoreName("spec.import.policyUid", import.PolicyUid);
            checks.StoreName("spec.import.backup", import.Backup);
        }

        return checks.Problems;
    }
}
