using BackupOperator.Manager.Jobs;

namespace BackupOperator.Manager.Executions;

/// <summary>What people read while an agent is not done.</summary>
internal static class StepMessage
{
    /// <summary>The obstacle where the agent has not started; else what it does.</summary>
    public static string Of(JobOutcome outcome, string work) => outcome is JobOutcome.NotStarted waiting ? waiting.Message : work;
}
