using System.Net;

namespace Kubernetes.Client;

/// <summary>The API server refused a request, or could not be reached.</summary>
/// <param name="statusCode">The HTTP status; null when no answer came.</param>
/// <param name="reason">The server's reason, such as <c>Conflict</c>.</param>
/// <param name="message">Names the object and what was asked.</param>
/// <param name="innerException">What the transport reported.</param>
public sealed class KubernetesException(HttpStatusCode? statusCode, string reason, string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>The HTTP status; null when no answer came.</summary>
    public HttpStatusCode? StatusCode { get; } = statusCode;

    /// <summary>The server's reason, such as <c>Conflict</c>, <c>AlreadyExists</c>, <c>Invalid</c>.</summary>
    public string Reason { get; } = reason;

    /// <summary>When the server wants to be asked again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Where an expired list goes on, at a newer version than it began with.</summary>
    internal string? Continue { get; init; }

    /// <summary>The object does not exist.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>An object of that name exists already.</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>The object changed since it was read, or a precondition differs.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && Reason != "AlreadyExists";

    /// <summary>The version that was asked for is too old for the server to remember.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone;

    /// <summary>The server refuses the object's content.</summary>
    public bool IsInvalid => StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest;
}
