using System.Net.Http.Headers;

namespace Kubernetes.Client.Configuration;

/// <summary>A token in a file that someone replaces before it ends.</summary>
internal sealed class TokenFileCredential(string path, Credential others, TimeProvider time) : ICredentialSource
{
    /// <summary>The kubelet replaces a token when a fifth of its life is left; a minute is far less than that.</summary>
    public static readonly TimeSpan ReadAgainAfter = TimeSpan.FromMinutes(1);

    private volatile Reading? latest;

    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        var known = latest;
        if (known is not null && time.GetElapsedTime(known.At) < ReadAgainAfter)
        {
            return new ValueTask<Credential>(known.Credential);
        }

        return new ValueTask<Credential>((latest = Read(known)).Credential);
    }

    public bool Refuse(Credential credential)
    {
        if (ReferenceEquals(latest?.Credential, credential))
        {
            latest = null;
        }

        return true;
    }

    private Reading Read(Reading? known)
    {
        var token = ReadToken();
        var header = known?.Credential.Authorization;
        var credential = header?.Parameter == token && known is not null
            ? known.Credential
            : others with { Authorization = new AuthenticationHeaderValue("Bearer", token) };
        return new Reading(credential, time.GetTimestamp());
    }

    private string ReadToken()
    {
        try
        {
            var token = File.ReadAllText(path).Trim();
            return token.Length > 0
                ? token
                : throw new KubernetesConfigurationException($"token file {path} is empty: write a token into it");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"cannot read token file {path}: {exception.Message}", exception);
        }
    }

    private sealed record Reading(Credential Credential, long At);
}
