using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace BackupOperator.Sources.Postgres.Connections;

/// <summary>Tells what a failed connection or command means and who can mend it.</summary>
internal static class ConnectionFailure
{
    public static SourceException Explain(PostgresEndpoint endpoint, string database, Exception exception)
    {
        var (failure, what) = Classify(endpoint, database, exception);
        return new SourceException(
            failure, $"PostgreSQL server {endpoint.Server}, database {database}, user {endpoint.User}: {what}",
            exception);
    }

    private static (SourceFailure Failure, string What) Classify(
        PostgresEndpoint endpoint, string database, Exception exception) => exception switch
    {
        PostgresException answer => ClassifyAnswer(endpoint, database, answer),
        { InnerException: SocketException socket } => ClassifySocket(socket),
        SocketException socket => ClassifySocket(socket),
        _ when IsCertificate(exception) => (SourceFailure.BadInput,
            $"TLS failed in mode {endpoint.SslMode}: {Innermost(exception)}; " +
            $"check ca.crt of Secret {endpoint.SecretName} and the host name"),
        ArgumentException => (SourceFailure.BadInput, $"a setting cannot be used: {exception.Message}"),
        { InnerException: TimeoutException } or TimeoutException => (SourceFailure.Unreachable,
            $"no answer within {ClientEnvironment.ConnectTimeoutSeconds} seconds; " +
            "check host, port and network policies"),
        { InnerException: IOException or EndOfStreamException } => (SourceFailure.Unreachable,
            $"the connection broke: {Innermost(exception)}"),
        _ when exception.Message.Contains("SSL", StringComparison.Ordinal) => (SourceFailure.BadInput,
            $"TLS mode {endpoint.SslMode} cannot be used: {exception.Message}"),
        _ when exception.Message.Contains("password", StringComparison.OrdinalIgnoreCase) => (SourceFailure.BadInput,
            $"a password is asked for; add key password to Secret {endpoint.SecretName}"),
        _ => (SourceFailure.Unreachable, exception.Message),
    };

    private static (SourceFailure Failure, string What) ClassifyAnswer(
        PostgresEndpoint endpoint, string database, PostgresException answer) => answer.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => (SourceFailure.BadInput,
            $"the password was refused; correct it in Secret {endpoint.SecretName}"),
        PostgresErrorCodes.InvalidAuthorizationSpecification => (SourceFailure.BadInput,
            $"{answer.MessageText}; check the user in Secret {endpoint.SecretName} and the server's pg_hba.conf"),
        PostgresErrorCodes.InvalidCatalogName => (SourceFailure.BadInput, $"database {database} does not exist"),
        PostgresErrorCodes.InsufficientPrivilege => (SourceFailure.BadInput,
            $"{answer.MessageText}; grant the right to the user, or name another user in Secret {endpoint.SecretName}"),
        PostgresErrorCodes.TooManyConnections => (SourceFailure.Unreachable, answer.MessageText),
        _ when IsOfConnection(answer) => (SourceFailure.Unreachable, answer.MessageText),
        _ => (SourceFailure.Refused, $"{answer.MessageText} ({answer.SqlState})"),
    };

    // Connection failed, an operator stepped in; and resources or the system failed so that the session ended: some
    // poolers say the latter when no process is free.
    private static bool IsOfConnection(PostgresException answer) =>
        answer.SqlState.StartsWith("08", StringComparison.Ordinal)
        || answer.SqlState.StartsWith("57P", StringComparison.Ordinal)
        || (answer.InvariantSeverity is "FATAL" or "PANIC" && answer.SqlState[..2] is "53" or "58" or "XX");

    private static (SourceFailure Failure, string What) ClassifySocket(SocketException socket) =>
        socket.SocketErrorCode switch
    {
        // A name that does not resolve yet is everyday life in a cluster: worth another try, and named plainly.
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => (SourceFailure.Unreachable,
            "the host name does not resolve; check host"),
        SocketError.ConnectionRefused =>
            (SourceFailure.Unreachable, "the connection was refused; check host, port and that the server runs"),
        _ => (SourceFailure.Unreachable, socket.Message),
    };

    private static bool IsCertificate(Exception? exception) =>
        exception is AuthenticationException || (exception?.InnerException is { } inner && IsCertificate(inner));

    private static string Innermost(Exception exception) =>
        exception.InnerException is { } inner ? Innermost(inner) : exception.Message;
}
