using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;

namespace Kubernetes.Client.Configuration;

/// <summary>A credential that a program prints, kept until it ends or the server refuses it.</summary>
internal sealed class ExecCredential(
    KubeconfigExec exec,
    KubeconfigCluster cluster,
    SslStreamCertificateContext? certificate,
    string place,
    TimeProvider time) : ICredentialSource, IDisposable
{
    private readonly SemaphoreSlim one = new(1, 1);
    private volatile Issue? latest;

    public async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        if (Current() is { } known)
        {
            return known;
        }

        await one.WaitAsync(cancellationToken);
        try
        {
            // Another request may have run the program meanwhile.
            if (Current() is { } renewed)
            {
                return renewed;
            }

            var printed = await ExecPlugin.RunAsync(exec, cluster, place, cancellationToken);
            latest = new Issue(ToCredential(printed), printed.ExpirationTimestamp);
            return latest.Credential;
        }
        finally
        {
            one.Release();
        }
    }

    public bool Refuse(Credential credential)
    {
        if (ReferenceEquals(latest?.Credential, credential))
        {
            latest = null;
        }

        return true;
    }

    public void Dispose() => one.Dispose();

    private Credential? Current() =>
        latest is { } issue && !(issue.Ends <= time.GetUtcNow()) ? issue.Credential : null;

    private Credential ToCredential(ExecStatus printed)
    {
        var header = printed.Token is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
        if (printed.ClientCertificateData is null || printed.ClientKeyData is null)
        {
            return new Credential(header, certificate);
        }

        try
        {
            return new Credential(header, ClientCertificates.Create(printed.ClientCertificateData, printed.ClientKeyData));
        }
        catch (CryptographicException exception)
        {
            throw new KubernetesConfigurationException(
                $"{place}: {exec.Command} printed a client certificate that cannot be used: {exception.Message}", exception);
        }
    }

    private sealed record Issue(Credential Credential, DateTimeOffset? Ends);
}
