using System.Net;

namespace Kubernetes.Client.Http;

/// <summary>How an attempt ended badly.</summary>
/// <param name="Status">The server's answer; null when none came.</param>
/// <param name="RetryAfter">When the server wants to be asked again; null when it does not say.</param>
/// <param name="NeverArrived">Whether it is certain that the server did not see the request.</param>
/// <param name="Final">Whether time will not heal it, such as a certificate of another authority.</param>
internal readonly record struct FailedAttempt(HttpStatusCode? Status, TimeSpan? RetryAfter, bool NeverArrived, bool Final = false);

/// <summary>Decides whether a request is sent again, and when.</summary>
internal static class RetryPolicy
{
    /// <summary>With the waits below about eight seconds: the time in which an API server comes back.</summary>
    public const int Attempts = 6;

    /// <summary>A server that wants more time than this has a problem that the caller should know of.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(250);

    /// <summary>The wait before the next attempt; null when there is none.</summary>
    /// <param name="repeatable">Whether sending twice has the same outcome as once.</param>
    /// <param name="failed">How the attempt ended.</param>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="jitter">A number from 0 to 1.</param>
    public static TimeSpan? Next(bool repeatable, FailedAttempt failed, int attempt, double jitter)
    {
        if (attempt >= Attempts || failed.Final || failed.RetryAfter > LongestWait || !MayRepeat(repeatable, failed))
        {
            return null;
        }

        var backoff = FirstWait * Math.Pow(2, attempt - 1);
        var wait = failed.RetryAfter is { } asked && asked > TimeSpan.Zero ? asked : backoff;

        // Clients that were refused together must not come back together.
        return wait + (backoff * jitter / 2);
    }

    private static bool MayRepeat(bool repeatable, FailedAttempt failed) => failed.Status switch
    {
        null => repeatable || failed.NeverArrived,
        // The server answers 429 before it handles a request.
        HttpStatusCode.TooManyRequests => true,
        HttpStatusCode.ServiceUnavailable => repeatable || failed.RetryAfter is not null,
        HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout => repeatable,
        HttpStatusCode.InternalServerError => repeatable && failed.RetryAfter is not null,
        _ => false,
    };
}
