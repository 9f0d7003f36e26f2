using BackupOperator.Contract;
using BackupOperator.Repository;
using BackupOperator.Sources;
using BackupOperator.Storage;

namespace BackupOperator.Agent.Reporting;

/// <summary>Turns what was thrown into an exit code, a reason and a message: the one place that knows.</summary>
internal static class Failure
{
    public static AgentResult Report(Exception exception, bool cancelled) => exception switch
    {
        _ when cancelled => Make(AgentExitCode.Cancelled, AgentReason.Cancelled, "ended by request"),
        BadInputException => Make(AgentExitCode.BadInput, AgentReason.BadInput, exception.Message),
        SourceException source => OfSource(source),
        StoreException store => Make(
            AgentExitCode.StoreUnreachable, AgentReason.StoreUnreachable, store.Message, store.IsTransient),
        IntegrityException => Make(AgentExitCode.Integrity, AgentReason.IntegrityFailed, exception.Message),
        RepositoryException { Failure: RepositoryFailure.BackupMissing } =>
            Make(AgentExitCode.BadInput, AgentReason.BackupNotFound, exception.Message),
        RepositoryException { Failure: RepositoryFailure.Conflict } =>
            Make(AgentExitCode.BadInput, AgentReason.LeaseLost, exception.Message),
        // The key service stands between the agent and what is stored, as the store does.
        RepositoryException { Failure: RepositoryFailure.KeyServiceUnreachable } repository =>
            Make(AgentExitCode.StoreUnreachable, AgentReason.StoreUnreachable, repository.Message, repository.IsTransient),
        RepositoryException => Make(AgentExitCode.BadInput, AgentReason.BadInput, exception.Message),
        _ => OfDefect(exception),
    };

    private static AgentResult OfSource(SourceException exception) => exception.Failure switch
    {
        SourceFailure.BadInput => Make(AgentExitCode.BadInput, AgentReason.BadInput, exception.Message),
        SourceFailure.TargetNotEmpty => Make(AgentExitCode.BadInput, AgentReason.TargetNotEmpty, exception.Message),
        SourceFailure.Damaged => Make(AgentExitCode.Integrity, AgentReason.IntegrityFailed, exception.Message),
        _ => Make(AgentExitCode.SourceUnreachable, AgentReason.SourceUnreachable, exception.Message, exception.IsTransient),
    };

    private static AgentResult OfDefect(Exception exception)
    {
        // Where it happened is for those who mend the agent; it goes nowhere but to the pod's own log.
        Console.Error.WriteLine(exception);
        return Make(AgentExitCode.Internal, AgentReason.AgentFailed, $"{exception.GetType().Name}: {exception.Message}");
    }

    private static AgentResult Make(AgentExitCode code, string reason, string message, bool transient = false) =>
        new() { ExitCode = code, Reason = reason, Message = message, Transient = transient };
}
