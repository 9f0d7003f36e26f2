using System.Net;
using System.Text;
using System.Text.Json;
using k8s.Models;

namespace Kubernetes.Client.Http;

/// <summary>Turns an answer that is no success into the exception that callers see.</summary>
internal static class Refusal
{
    /// <summary>A proxy's error page is shown up to this length: enough to recognise it.</summary>
    private const int LongestExcerpt = 200;

    public static async Task<KubernetesException> ReadAsync(
        HttpResponseMessage response, ApiRequest request, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var code = response.StatusCode;
        if (Parse(body) is not { } status)
        {
            return new KubernetesException(code, code.ToString(), $"{request.Target}: {(int)code} {Excerpt(body)}")
            {
                RetryAfter = RetryAfter(response, null),
            };
        }

        return From(status, code, request.Target, RetryAfter(response, status));
    }

    public static KubernetesException From(
        V1Status status, HttpStatusCode code, string target, TimeSpan? retryAfter = null)
    {
        // A uid in a patch is a precondition; where it differs, the server calls that an invalid change of the field.
        var isOther = code is HttpStatusCode.UnprocessableEntity
            && status.Details?.Causes?.Any(cause => cause.Field == "metadata.uid") == true;
        return new KubernetesException(
            isOther ? HttpStatusCode.Conflict : code,
            isOther ? "Conflict" : status.Reason ?? code.ToString(),
            $"{target}: {status.Message ?? code.ToString()}")
        {
            RetryAfter = retryAfter,
            Continue = status.Metadata?.ContinueProperty,
        };
    }

    private static V1Status? Parse(byte[] body)
    {
        try
        {
            var status = JsonSerializer.Deserialize(body, StatusJson.TypeInfo);
            return status is { Reason: null, Message: null } ? null : status;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TimeSpan? RetryAfter(HttpResponseMessage response, V1Status? status) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when response.Headers.Date is { } now => date > now ? date - now : TimeSpan.Zero,
        _ => status?.Details?.RetryAfterSeconds is { } seconds and > 0 ? TimeSpan.FromSeconds(seconds) : null,
    };

    private static string Excerpt(byte[] body)
    {
        var text = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestExcerpt * 4));
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestExcerpt ? line : line[..LongestExcerpt] + "…";
    }
}
