using System.Diagnostics;
using System.Runtime.InteropServices;
using BackupOperator.Agent.Backup;
using BackupOperator.Agent.Check;
using BackupOperator.Agent.Commit;
using BackupOperator.Agent.Inspect;
using BackupOperator.Agent.Prune;
using BackupOperator.Agent.Reporting;
using BackupOperator.Agent.Restore;
using BackupOperator.Agent.Survey;
using BackupOperator.Contract;

namespace BackupOperator.Agent;

/// <summary>One run: task in, result and exit code out, whatever happens between.</summary>
internal static class AgentRun
{
    public static string Describe(AgentVerb verb) => verb switch
    {
        AgentVerb.Inspect => "Try a store and list its backups.",
        AgentVerb.Backup => "Read a source and store it.",
        AgentVerb.Commit => "Write the record that makes stored sources a backup.",
        AgentVerb.Check => "Read a backup back whole.",
        AgentVerb.Restore => "Bring a source of a backup back.",
        AgentVerb.Survey => "Find out which backups of a policy stay, what they take, and whether they open.",
        AgentVerb.Prune => "Delete backups of a policy, and what runs left that ended early.",
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    public static async Task<int> RunAsync(AgentVerb verb, string taskPath)
    {
        using var cancelled = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(
            PosixSignal.SIGTERM, context => Cancel(context, cancelled));
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, cancelled));
        await using var output = new AgentOutput(Console.OpenStandardOutput(), TimeProvider.System);
        var clock = Stopwatch.StartNew();
        var result = await RunAsync(verb, taskPath, output, cancelled.Token);
        result = result with { Verb = verb, DurationSeconds = Math.Round(clock.Elapsed.TotalSeconds, 3) };
        output.Finish(result);
        TerminationMessage.Write(result);
        return (int)result.ExitCode;
    }

    private static async Task<AgentResult> RunAsync(
        AgentVerb verb, string taskPath, AgentOutput output, CancellationToken cancellationToken)
    {
        try
        {
            var task = await TaskFile.ReadAsync(taskPath, verb, cancellationToken);
            output.Info($"{verb.ToString().ToLowerInvariant()} for {task.RequestedBy}");
            return await Create(verb, output).RunAsync(task, cancellationToken);
        }
        catch (Exception exception)
        {
            return Failure.Report(exception, cancellationToken.IsCancellationRequested);
        }
    }

    private static IVerb Create(AgentVerb verb, AgentOutput output) => verb switch
    {
        AgentVerb.Inspect => new InspectVerb(output),
        AgentVerb.Backup => new BackupVerb(output),
        AgentVerb.Commit => new CommitVerb(),
        AgentVerb.Check => new CheckVerb(output),
        AgentVerb.Restore => new RestoreVerb(output),
        AgentVerb.Survey => new SurveyVerb(output),
        AgentVerb.Prune => new PruneVerb(output),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    // The work ends by itself, rolls back and says so; the grace period of the pod is the bound.
    private static void Cancel(PosixSignalContext context, CancellationTokenSource cancelled)
    {
        context.Cancel = true;
        cancelled.Cancel();
    }
}
