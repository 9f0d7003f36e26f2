using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>What is known of an agent's Job. Exactly one of the four below.</summary>
internal abstract record JobOutcome
{
    private JobOutcome()
    {
    }

    /// <summary>The agent's pod is not at work yet.</summary>
    /// <param name="Message">What Kubernetes says about it.</param>
    public sealed record NotStarted(string Message) : JobOutcome;

    /// <summary>The agent works.</summary>
    /// <param name="Pod">Its pod, whose log tells how far it is.</param>
    public sealed record Running(string Pod) : JobOutcome;

    /// <summary>The agent ended and said how: with success or with a failure of its own.</summary>
    /// <param name="Result">What it said.</param>
    /// <param name="Pod">Its pod.</param>
    /// <param name="Time">When it ended.</param>
    public sealed record Finished(AgentResult Result, string Pod, DateTimeOffset? Time) : JobOutcome
    {
        /// <summary>Whether the work is done.</summary>
        public bool Succeeded => Result.ExitCode is AgentExitCode.Succeeded;
    }

    /// <summary>The agent ended without a word that can be trusted, or will never start.</summary>
    /// <param name="Reason">One of <see cref="Api.Reason"/>.</param>
    /// <param name="Message">What happened and what to do.</param>
    /// <param name="Transient">Whether another try may succeed without anyone mending anything.</param>
    /// <param name="Time">When it ended, where that is known.</param>
    public sealed record Lost(string Reason, string Message, bool Transient, DateTimeOffset? Time) : JobOutcome;
}
