using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using BackupOperator.Contract;

namespace BackupOperator.Manager.Jobs;

/// <summary>Reads the result that an agent leaves as termination message, and believes it only when all of it agrees.</summary>
internal static class TerminationMessage
{
    // Kubernetes cuts longer messages: what it keeps of them is not what was said.
    private const int LongestBytes = 4096;

    /// <summary>Reads a result.</summary>
    /// <param name="message">The message.</param>
    /// <param name="verb">What the agent was told to do.</param>
    /// <param name="exitCode">The code that the process ended with.</param>
    /// <param name="result">The result, when true is returned.</param>
    /// <param name="problem">Why it cannot be believed, when false is.</param>
    public static bool TryRead(
        string? message,
        AgentVerb verb,
        int exitCode,
        [NotNullWhen(true)] out AgentResult? result,
        [NotNullWhen(false)] out string? problem)
    {
        (result, problem) = Parse(message, exitCode);
        problem ??= Disagreement(result!, verb, exitCode);
        return problem is null;
    }

    private static (AgentResult? Result, string? Problem) Parse(string? message, int exitCode)
    {
        if (string.IsNullOrWhiteSpace(message))
        {
            return (null, $"the agent ended with {exitCode} and left no result");
        }

        if (Encoding.UTF8.GetByteCount(message) > LongestBytes)
        {
            return (null, $"the agent ended with {exitCode} and left a result of more than {LongestBytes} bytes");
        }

        try
        {
            var result = JsonSerializer.Deserialize(message, ContractJsonContext.Default.AgentResult);
            return result is null ? (null, "the agent's result is null") : (result, null);
        }
        catch (JsonException)
        {
            return (null, $"the agent ended with {exitCode} and left a result that cannot be read");
        }
    }

    private static string? Disagreement(AgentResult result, AgentVerb verb, int exitCode)
    {
        if (result.Verb != verb)
        {
            return $"the agent was told to {verb.ToLabel()} and reports a {result.Verb.ToLabel()}";
        }

        if ((int)result.ExitCode != exitCode)
        {
            return $"the agent reports {(int)result.ExitCode} and ended with {exitCode}";
        }

        return result.ExitCode is AgentExitCode.Succeeded && !HasOnly(result, verb)
            ? $"the agent reports success without what a {verb.ToLabel()} reports"
            : null;
    }

    private static bool HasOnly(AgentResult result, AgentVerb verb) =>
        (result.Inspect is not null) == (verb is AgentVerb.Inspect)
        && (result.Backup is not null) == (verb is AgentVerb.Backup)
        && (result.Commit is not null) == (verb is AgentVerb.Commit)
        && (result.Check is not null) == (verb is AgentVerb.Check)
        && (result.Restore is not null) == (verb is AgentVerb.Restore)
        && (result.Survey is not null) == (verb is AgentVerb.Survey)
        && (result.Prune is not null) == (verb is AgentVerb.Prune);
}
