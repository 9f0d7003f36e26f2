namespace Kubernetes.Client.Configuration;

/// <summary>One kubeconfig file, or several merged.</summary>
internal sealed record Kubeconfig
{
    /// <summary>The files, for messages.</summary>
    public required string Source { get; init; }

    public string? CurrentContext { get; init; }

    public IReadOnlyDictionary<string, KubeconfigContext> Contexts { get; init; } = new Dictionary<string, KubeconfigContext>();

    public IReadOnlyDictionary<string, KubeconfigCluster> Clusters { get; init; } = new Dictionary<string, KubeconfigCluster>();

    public IReadOnlyDictionary<string, KubeconfigUser> Users { get; init; } = new Dictionary<string, KubeconfigUser>();

    /// <summary>Merges as kubectl does: the first file that names something wins, and wins all of it.</summary>
    public static Kubeconfig Merge(IReadOnlyList<Kubeconfig> files) => new()
    {
        Source = string.Join(Path.PathSeparator, files.Select(file => file.Source)),
        CurrentContext = files.Select(file => file.CurrentContext).FirstOrDefault(name => !string.IsNullOrEmpty(name)),
        Contexts = FirstOf(files.Select(file => file.Contexts)),
        Clusters = FirstOf(files.Select(file => file.Clusters)),
        Users = FirstOf(files.Select(file => file.Users)),
    };

    private static Dictionary<string, T> FirstOf<T>(IEnumerable<IReadOnlyDictionary<string, T>> maps)
    {
        var merged = new Dictionary<string, T>();
        foreach (var (name, value) in maps.SelectMany(map => map))
        {
            merged.TryAdd(name, value);
        }

        return merged;
    }
}

/// <summary>Names a cluster, a user and a namespace.</summary>
internal sealed record KubeconfigContext(string Cluster, string? User, string? Namespace);

/// <summary>A server. Paths are absolute.</summary>
internal sealed record KubeconfigCluster
{
    public required string Server { get; init; }

    public string? CertificateAuthority { get; init; }

    public string? CertificateAuthorityData { get; init; }

    public bool InsecureSkipTlsVerify { get; init; }

    public string? TlsServerName { get; init; }

    public string? ProxyUrl { get; init; }
}

/// <summary>As whom. Paths are absolute.</summary>
internal sealed record KubeconfigUser
{
    public string? ClientCertificate { get; init; }

    public string? ClientCertificateData { get; init; }

    public string? ClientKey { get; init; }

    public string? ClientKeyData { get; init; }

    public string? Token { get; init; }

    public string? TokenFile { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public KubeconfigExec? Exec { get; init; }

    /// <summary>Ways that this client does not know, by the field's name.</summary>
    public IReadOnlyList<string> Unsupported { get; init; } = [];

    // A record prints its members: credentials must not reach a log that way.
    public override string ToString() => nameof(KubeconfigUser);
}

/// <summary>A program that prints a credential.</summary>
internal sealed record KubeconfigExec
{
    public required string ApiVersion { get; init; }

    public required string Command { get; init; }

    public IReadOnlyList<string> Args { get; init; } = [];

    public IReadOnlyDictionary<string, string> Env { get; init; } = new Dictionary<string, string>();

    /// <summary>What to tell a person who does not have the program.</summary>
    public string? InstallHint { get; init; }

    /// <summary><c>Never</c>, <c>IfAvailable</c> or <c>Always</c>.</summary>
    public string InteractiveMode { get; init; } = "IfAvailable";

    public bool ProvideClusterInfo { get; init; }

    // Arguments and variables may hold credentials.
    public override string ToString() => Command;
}
