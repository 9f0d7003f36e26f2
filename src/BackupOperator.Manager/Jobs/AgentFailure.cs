using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>Why an agent's work is not done, whoever says so: the agent itself or the cluster.</summary>
/// <param name="Reason">One of <see cref="Api.Reason"/>.</param>
/// <param name="Message">What happened and what to do.</param>
/// <param name="Transient">Whether another try may succeed without anyone mending anything.</param>
/// <param name="Time">When it ended, where that is known.</param>
internal sealed record AgentFailure(string Reason, string Message, bool Transient, DateTimeOffset? Time)
{
    /// <summary>The failure that an outcome stands for; null when it is none.</summary>
    public static AgentFailure? Of(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Lost lost => new AgentFailure(lost.Reason, lost.Message, lost.Transient, lost.Time),
        JobOutcome.Finished { Succeeded: false } finished => Of(finished.Result, finished.Time),
        _ => null,
    };

    // Whoever cancels a run reads no more of its outcomes: a cancelled agent in one was ended by another, a drained node say.
    private static AgentFailure Of(AgentResult result, DateTimeOffset? time) => result.ExitCode is AgentExitCode.Cancelled
        ? new AgentFailure(Api.Reason.AgentLost, "the agent was told to end by something other than its run", true, time)
        : new AgentFailure(
            result.Reason ?? ReasonOf(result.ExitCode),
            result.Message ?? $"the agent ended with {(int)result.ExitCode} ({result.ExitCode})",
            result.Transient,
            time);

    private static string ReasonOf(AgentExitCode code) => code switch
    {
        AgentExitCode.BadInput => Api.Reason.BadInput,
        AgentExitCode.SourceUnreachable => Api.Reason.SourceUnreachable,
        AgentExitCode.StoreUnreachable => Api.Reason.StoreUnreachable,
        AgentExitCode.Integrity => Api.Reason.IntegrityFailed,
        _ => Api.Reason.AgentFailed,
    };
}
