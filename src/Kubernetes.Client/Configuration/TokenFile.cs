using System.Net.Http.Headers;
using k8s.Authentication;

namespace Kubernetes.Client.Configuration;

/// <summary>A token in a file that someone replaces before it ends: read again every minute, and at once where the server refuses it.</summary>
/// <remarks>The package's own goes on with a refused token for up to a minute.</remarks>
internal sealed class TokenFile(string path, TimeProvider time) : ITokenProvider
{
    /// <summary>The token of the pod's service account.</summary>
    public const string OfServiceAccount = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    /// <summary>The kubelet replaces a token when a fifth of its life is left; a minute is far less than that.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private volatile Reading? latest;

    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken)
    {
        var known = latest;
        if (known is null || time.GetElapsedTime(known.At) >= ReadAgainAfter)
        {
            latest = known = new Reading(await ReadAsync(cancellationToken), time.GetTimestamp());
        }

        return new AuthenticationHeaderValue("Bearer", known.Token);
    }

    /// <summary>The server refused a token.</summary>
    /// <returns>Whether the file holds another one by now.</returns>
    public async Task<bool> RefuseAsync(string? token, CancellationToken cancellationToken)
    {
        latest = null;
        return (await GetAuthenticationHeaderAsync(cancellationToken)).Parameter != token;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            return token.Length > 0
                ? token
                : throw new KubernetesConfigurationException($"token file {path} is empty: write a token into it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"cannot read token file {path}: {exception.Message}", exception);
        }
    }

    private sealed record Reading(string Token, long At)
    {
        // A record prints its members: a token must not reach a log that way.
        public override string ToString() => nameof(Reading);
    }
}
