namespace Kubernetes.Client.Http;

/// <summary>One request to the server, as often as it is sent.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Verb">The API's verb, for metrics.</param>
/// <param name="Resource">The plural name, for metrics.</param>
/// <param name="Target">What is asked of which object, for messages.</param>
/// <param name="Path">The path and query, relative to the server's address.</param>
internal sealed record ApiRequest(HttpMethod Method, string Verb, string Resource, string Target, string Path)
{
    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body's type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether sending it twice has the same outcome as sending it once.</summary>
    public bool Repeatable { get; init; }

    /// <summary>Whether the answer is read as it comes.</summary>
    public bool Streaming { get; init; }

    /// <summary>Whether it goes ahead of the rate limit: a lease that is renewed late is a lease lost.</summary>
    public bool Urgent { get; init; }

    public HttpRequestMessage ToMessage(Uri server)
    {
        var message = new HttpRequestMessage(Method, new Uri(server, Path))
        {
            Version = System.Net.HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Body);
            message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        }

        return message;
    }
}
