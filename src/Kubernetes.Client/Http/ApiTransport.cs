using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Authentication;
using Kubernetes.Client.Configuration;
using Microsoft.Extensions.Logging;
using k8s.Exceptions;

namespace Kubernetes.Client.Http;

/// <summary>Sends requests: limits their rate, waits no longer than it should, and tries again where that is safe.</summary>
internal sealed class ApiTransport(ApiConnection connection, KubernetesClientOptions options) : IDisposable
{
    private static readonly TimeSpan NotableWait = TimeSpan.FromSeconds(1);

    private readonly TokenBucket bucket = new(options.Qps, options.Burst, options.TimeProvider);
    private readonly ClientMetrics metrics = new(options.Registry);
    private readonly ILogger logger = options.LoggerFactory.CreateLogger("Kubernetes.Client");

    /// <summary>Sends a request until it succeeds or there is no sense in trying again.</summary>
    /// <exception cref="KubernetesException">The server refused it, or could not be reached.</exception>
    public async Task<HttpResponseMessage> SendAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await ThrottleAsync(request, cancellationToken);
            var (response, failure) = await AttemptAsync(request, cancellationToken);
            if (failure is null)
            {
                return response!;
            }

            var failed = new FailedAttempt(
                failure.StatusCode, failure.RetryAfter, NeverArrived(failure.InnerException), IsFinal(failure.InnerException));
            if (RetryPolicy.Next(request.Repeatable, failed, attempt, Random.Shared.NextDouble()) is not { } wait)
            {
                throw failure;
            }

            ClientLog.Retrying(logger, request.Target, attempt, wait, failure.Message);
            metrics.Retried(request);
            await Task.Delay(wait, options.TimeProvider, cancellationToken);
        }
    }

    public void Dispose() => connection.Dispose();

    private async ValueTask ThrottleAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (request.Urgent)
        {
            return;
        }

        var waited = await bucket.TakeAsync(cancellationToken);
        metrics.Waited(waited);
        if (waited > NotableWait)
        {
            ClientLog.Throttled(logger, request.Target, waited);
        }
    }

    private async Task<Attempt> AttemptAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        using var timeout = new CancellationTokenSource(options.Timeouts.Request, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        HttpResponseMessage? response = null;
        try
        {
            response = await connection.SendAsync(request, either.Token);
            metrics.Answered(request, ((int)response.StatusCode).ToString(), Stopwatch.GetElapsedTime(started));
            if (response.IsSuccessStatusCode)
            {
                return new Attempt(response, null);
            }

            var refusal = await Refusal.ReadAsync(response, request, either.Token);
            response.Dispose();
            return new Attempt(null, refusal);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            metrics.Answered(request, "timeout", Stopwatch.GetElapsedTime(started));
            return new Attempt(null, TimedOut(request));
        }
        catch (Exception exception) when (exception is KubernetesConfigurationException or KubeConfigException)
        {
            metrics.Answered(request, "credential", Stopwatch.GetElapsedTime(started));
            return new Attempt(null, new KubernetesException(null, "Credential", $"{request.Target}: {exception.Message}", exception));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            response?.Dispose();
            metrics.Answered(request, "error", Stopwatch.GetElapsedTime(started));
            return new Attempt(null, Unreachable(request, exception));
        }
    }

    private KubernetesException TimedOut(ApiRequest request) => new(
        null, "Timeout", $"{request.Target}: no answer from {connection.Server.Authority} within {options.Timeouts.Request.TotalSeconds:0.#} s");

    private KubernetesException Unreachable(ApiRequest request, Exception exception)
    {
        var cause = exception.GetBaseException();
        return new KubernetesException(
            null, "Unreachable", $"{request.Target}: cannot reach {connection.Server.Authority}: {cause.Message}", exception);
    }

    private static bool IsFinal(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException };

    private static bool NeverArrived(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError }
        && exception.InnerException is SocketException or null;

    private readonly record struct Attempt(HttpResponseMessage? Response, KubernetesException? Failure);
}
