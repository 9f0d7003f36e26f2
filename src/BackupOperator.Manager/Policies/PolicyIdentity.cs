using BackupOperator.Api.Executions;

namespace BackupOperator.Manager.Policies;

/// <summary>Tells which policy object an execution belongs to. A name does not: a policy that was deleted and made again under
/// its name may back up another database.</summary>
internal static class PolicyIdentity
{
    /// <summary>The uid of the policy object that was run, or whose backup an imported execution shows; null where it is not
    /// known: the execution has not begun, or it ended without a backup under a manager that did not record uids.</summary>
    public static string? PolicyUid(this V1alpha1BackupExecution execution) =>
        Known(execution.Status.Storage?.PolicyUid) ?? Known(execution.Status.PolicyUid) ?? Known(execution.Spec.Import?.PolicyUid);

    private static string? Known(string? uid) => string.IsNullOrEmpty(uid) ? null : uid;
}
