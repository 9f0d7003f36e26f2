using BackupOperator.Contract;

namespace BackupOperator.Agent;

/// <summary>One thing that the agent can do.</summary>
internal interface IVerb
{
    /// <summary>Does it; whatever goes wrong is thrown and becomes an exit code in one place.</summary>
    Task<AgentResult> RunAsync(AgentTask task, CancellationToken cancellationToken);
}
