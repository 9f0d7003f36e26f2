namespace BackupOperator.Sources.Postgres.Tools;

/// <summary>Tells what a client program's last words mean. Servers may speak other
/// languages: what is not known is refused.</summary>
internal static class ProgramFailure
{
    private static readonly string[] BadInput =
    [
        "permission denied", "password authentication failed", "no matching", "does not exist", "row-level security",
        "must be owner", "aborting because of server version mismatch",
    ];

    private static readonly string[] Unreachable =
    [
        "server closed the connection", "could not connect", "connection to server", "terminating connection",
        "could not receive data", "could not send data", "SSL connection has been closed",
        "no connection to the server",

        // --lock-wait-timeout ends the wait for a lock in this way; whoever holds it will let go some time.
        "canceling statement due to statement timeout",
    ];

    public static SourceFailure Classify(string said)
    {
        if (BadInput.Any(words => said.Contains(words, StringComparison.Ordinal)))
        {
            return SourceFailure.BadInput;
        }

        return Unreachable.Any(words => said.Contains(words, StringComparison.Ordinal))
            ? SourceFailure.Unreachable
            : SourceFailure.Refused;
    }
}
