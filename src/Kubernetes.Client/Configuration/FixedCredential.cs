namespace Kubernetes.Client.Configuration;

/// <summary>A credential that never changes.</summary>
internal sealed class FixedCredential(Credential credential) : ICredentialSource
{
    public ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => new(credential);

    public bool Refuse(Credential refused) => false;
}
