using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>What a Job is held against.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verb">What its agent was told to do.</param>
/// <param name="StartTimeout">How long its pod may take to start.</param>
internal sealed record JobExpectation(string Name, AgentVerb Verb, TimeSpan StartTimeout);
