using System.Net.Http.Headers;
using System.Net.Security;

namespace Kubernetes.Client.Configuration;

/// <summary>Knows as whom requests are sent now.</summary>
internal interface ICredentialSource
{
    /// <summary>The present credential, renewed when it is known to have ended.</summary>
    ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>The server refused a credential.</summary>
    /// <returns>Whether the next <see cref="GetAsync"/> may give another.</returns>
    bool Refuse(Credential credential);
}

/// <summary>As whom a request is sent.</summary>
/// <param name="Authorization">The header; null for none.</param>
/// <param name="Certificate">The certificate with its key and chain; null for none.</param>
internal sealed record Credential(AuthenticationHeaderValue? Authorization, SslStreamCertificateContext? Certificate)
{
    public static Credential None { get; } = new(null, null);

    // A record prints its members: a token must not reach a log that way.
    public override string ToString() => nameof(Credential);
}
