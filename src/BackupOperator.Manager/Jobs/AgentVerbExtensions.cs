using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>How verbs are spelled on command lines and in labels.</summary>
internal static class AgentVerbExtensions
{
    /// <summary>The verb in lower case.</summary>
    public static string ToLabel(this AgentVerb verb) => verb switch
    {
        AgentVerb.Inspect => "inspect",
        AgentVerb.Backup => "backup",
        AgentVerb.Commit => "commit",
        AgentVerb.Check => "check",
        AgentVerb.Restore => "restore",
        AgentVerb.Survey => "survey",
        AgentVerb.Prune => "prune",
        _ => throw new ArgumentOutOfRangeException(nameof(verb), verb, "no such verb of the agent"),
    };
}
