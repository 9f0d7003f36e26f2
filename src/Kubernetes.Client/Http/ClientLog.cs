using Microsoft.Extensions.Logging;

namespace Kubernetes.Client.Http;

/// <summary>What the client logs: objects and outcomes, never credentials and never contents.</summary>
internal static partial class ClientLog
{
    [LoggerMessage(1, LogLevel.Debug, "request failed, trying again. request={Target} attempt={Attempt} wait={Wait} cause={Cause}")]
    public static partial void Retrying(ILogger logger, string target, int attempt, TimeSpan wait, string cause);

    [LoggerMessage(2, LogLevel.Information, "request waited for the client's rate limit. request={Target} wait={Wait}")]
    public static partial void Throttled(ILogger logger, string target, TimeSpan wait);

    [LoggerMessage(3, LogLevel.Debug, "watch ended, resuming. resource={Resource} version={Version} cause={Cause}")]
    public static partial void WatchEnded(ILogger logger, string resource, string? version, string cause);

    [LoggerMessage(4, LogLevel.Warning, "watch failed, trying again. resource={Resource} wait={Wait} cause={Cause}")]
    public static partial void WatchFailed(ILogger logger, string resource, TimeSpan wait, string cause);

    [LoggerMessage(5, LogLevel.Information, "watch expired, listing again. resource={Resource} version={Version}")]
    public static partial void WatchExpired(ILogger logger, string resource, string? version);

    [LoggerMessage(6, LogLevel.Information, "credential refused by the server, getting a new one. host={Host}")]
    public static partial void CredentialRefused(ILogger logger, string host);

    [LoggerMessage(7, LogLevel.Error, "object does not fit its type and is left out. kind={Kind} object={Description}")]
    public static partial void Unreadable(ILogger logger, string kind, string description);
}
