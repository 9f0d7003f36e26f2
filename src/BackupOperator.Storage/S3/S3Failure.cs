using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Xml;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace BackupOperator.Storage.S3;

/// <summary>Tells what an exception of the SDK, or of the network below it, means to a store.</summary>
internal static class S3Failure
{
    /// <summary>The store's failure; the message names <paramref name="subject"/> and repeats nothing that the server
    /// wrote but its error code.</summary>
    internal static StoreException Explain(Exception exception, string subject, TimeProvider clock)
    {
        if (Find<StoreException>(exception) is { } known)
        {
            return known;
        }

        if (Find<HttpRequestException>(exception) is not null || Find<IOException>(exception) is not null)
        {
            return ExplainNetwork(exception, subject);
        }

        // The answer was a page, or XML of another dialect: whatever is there, it is no object store.
        if (exception is AmazonUnmarshallingException || Find<XmlException>(exception) is not null)
        {
            return new StoreException(
                StoreFailure.Unsupported,
                $"{subject}: what answers does not speak S3; check the location's endpoint and port",
                exception);
        }

        return exception is AmazonServiceException { StatusCode: > 0 } answer
            ? ExplainAnswer(answer, subject, clock)
            : ExplainNetwork(exception, subject);
    }

    private static StoreException ExplainAnswer(AmazonServiceException exception, string subject, TimeProvider clock)
    {
        var status = (int)exception.StatusCode;
        var meaning = S3ErrorCode.Find(exception.ErrorCode, status, exception.Message);
        var retryAfter = RetryAfter(exception, clock);
        var failure = status == 503 && retryAfter is not null ? StoreFailure.Throttled : meaning.Failure;
        var request = string.IsNullOrEmpty(exception.RequestId) ? "" : $", request {exception.RequestId}";
        return new StoreException(
            failure, $"{subject}: {meaning.Advice} ({status} {exception.ErrorCode}{request})", exception)
        {
            RetryAfter = retryAfter,
        };
    }

    private static StoreException ExplainNetwork(Exception exception, string subject)
    {
        // A port that speaks no TLS fails as an authentication too, but without a certificate that could be refused.
        if (Find<AuthenticationException>(exception) is { } untrusted
            && untrusted.Message.Contains("certificate", StringComparison.OrdinalIgnoreCase))
        {
            return new StoreException(
                StoreFailure.Untrusted,
                $"{subject}: the store's certificate is refused: {Decapitalize(untrusted.Message)}; "
                + "give the location the CA that signed it, and an endpoint by the name in it",
                exception);
        }

        var reason = Find<HttpRequestException>(exception)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError =>
                "the host name of the endpoint does not resolve; check the endpoint and the cluster's DNS",
            HttpRequestError.SecureConnectionError => "no TLS connection; check that the endpoint's port speaks https",
            HttpRequestError.ConnectionError =>
                "no connection; check the endpoint, and that a network policy lets the agent reach it",
            _ => null,
        };
        reason ??= exception switch
        {
            EndOfStreamException => $"the answer broke off: {Decapitalize(exception.Message)}",
            _ when Find<SocketException>(exception) is { } socket =>
                $"the connection broke: {Decapitalize(socket.Message)}",
            _ when Find<IOException>(exception) is { } io => $"the connection broke: {Decapitalize(io.Message)}",
            _ => null,
        };
        return reason is null
            ? ExplainClient(exception, subject)
            : new(StoreFailure.Unreachable, $"{subject}: {reason}", exception);
    }

    // The SDK tells these apart by nothing but their text.
    private static StoreException ExplainClient(Exception exception, string subject)
    {
        if (exception is InvalidDataException)
        {
            return new StoreException(StoreFailure.Corrupt, $"{subject}: {exception.Message}", exception);
        }

        if (exception.Message.Contains("hash", StringComparison.OrdinalIgnoreCase))
        {
            return new StoreException(
                StoreFailure.Corrupt,
                $"{subject}: the content does not match the checksum that it was stored with; restore from a copy",
                exception);
        }

        return exception.Message.Contains("credentials", StringComparison.OrdinalIgnoreCase)
            ? new StoreException(
                StoreFailure.AccessDenied,
                $"{subject}: the pod has no identity of its own; give the location a Secret with keys", exception)
            : new StoreException(StoreFailure.Unreachable, $"{subject}: {Decapitalize(exception.Message)}", exception);
    }

    private static TimeSpan? RetryAfter(AmazonServiceException exception, TimeProvider clock)
    {
        var value = (exception.InnerException as HttpErrorResponseException)?.Response?.GetHeaderValue("Retry-After");
        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var date)
            ? date - clock.GetUtcNow()
            : null;
    }

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }

    private static string Decapitalize(string text)
        => text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..].TrimEnd('.');
}
