using System.Security.Cryptography.X509Certificates;

namespace Kubernetes.Client.Configuration;

/// <summary>Which server, and as whom.</summary>
public sealed record KubernetesClientConfiguration
{
    /// <summary>The server's address, such as <c>https://10.96.0.1:443</c>; may have a path.</summary>
    public required string Host { get; init; }

    /// <summary>The namespace of what names none.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>The context that this was read from; null where there is none.</summary>
    public string? CurrentContext { get; init; }

    /// <summary>The certificates that the server's must come from, and no others; null for the system's.</summary>
    public X509Certificate2Collection? CertificateAuthorities { get; init; }

    /// <summary>Whether the server's certificate is not looked at. For experiments only.</summary>
    public bool SkipTlsVerify { get; init; }

    /// <summary>The name that the server's certificate must have; null for the address's.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The proxy; null for the one of the environment.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether no proxy is used, whatever the environment says.</summary>
    public bool BypassProxy { get; init; }

    /// <summary>As whom; anonymous by default.</summary>
    internal ICredentialSource Credentials { get; init; } = new FixedCredential(Credential.None);

    /// <summary>As kubectl decides: the files of KUBECONFIG, else ~/.kube/config, else the pod's service account.</summary>
    /// <exception cref="KubernetesConfigurationException">None of them is there, or it is wrong.</exception>
    public static KubernetesClientConfiguration BuildDefaultConfig()
    {
        if (KubeconfigFiles.AreConfigured() || !IsInCluster())
        {
            return BuildConfigFromConfigFile();
        }

        return InClusterConfig();
    }

    /// <summary>From kubeconfig files.</summary>
    /// <param name="kubeconfigPath">One file; null for the files of KUBECONFIG, else ~/.kube/config.</param>
    /// <param name="currentContext">The context; null for the files' own.</param>
    /// <exception cref="KubernetesConfigurationException">A file cannot be read or says nothing useful; names file and context.</exception>
    public static KubernetesClientConfiguration BuildConfigFromConfigFile(string? kubeconfigPath = null, string? currentContext = null) =>
        KubeconfigResolver.Resolve(KubeconfigFiles.Load(kubeconfigPath), currentContext);

    /// <summary>Whether the process runs in a pod that has a service account's token.</summary>
    public static bool IsInCluster() => InCluster.Default.IsPresent;

    /// <summary>From the pod's service account; its token is read again as the kubelet replaces it.</summary>
    /// <exception cref="KubernetesConfigurationException">The process does not run in a pod with a token.</exception>
    public static KubernetesClientConfiguration InClusterConfig() => InCluster.Default.Read();
}
