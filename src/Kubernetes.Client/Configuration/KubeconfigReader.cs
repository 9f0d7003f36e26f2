using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kubernetes.Client.Configuration;

/// <summary>Reads one kubeconfig file.</summary>
/// <remarks>Maps YAML's own tree by hand: no reflection, and messages that name the file.</remarks>
internal static class KubeconfigReader
{
    private static readonly string[] UnsupportedUserFields = ["auth-provider", "as", "as-uid", "as-groups", "as-user-extra"];

    public static Kubeconfig ReadFile(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path), Path.GetFullPath(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesConfigurationException($"cannot read kubeconfig {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a file's text; relative paths in it are relative to the file.</summary>
    public static Kubeconfig Parse(string text, string path)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            var root = stream.Documents.Count > 0 ? YamlMap.From(stream.Documents[0].RootNode) : YamlMap.Empty;
            return Map(root, path, new Paths(Path.GetDirectoryName(path) ?? "/"));
        }
        catch (YamlException exception)
        {
            // The parser's message quotes the text around the error, which may be a credential: only the place is told.
            throw new KubernetesConfigurationException(
                $"kubeconfig {path} is not valid YAML at line {exception.Start.Line}, column {exception.Start.Column}");
        }
        catch (FormatException exception)
        {
            throw new KubernetesConfigurationException($"kubeconfig {path}: {exception.Message}", exception);
        }
    }

    private static Kubeconfig Map(YamlMap root, string path, Paths paths) => new()
    {
        Source = path,
        CurrentContext = root.Text("current-context"),
        Contexts = Named(root, "contexts", "context", (name, map) => new KubeconfigContext(
            map.Text("cluster") ?? throw new FormatException($"context {name} names no cluster"),
            map.Text("user"),
            map.Text("namespace"))),
        Clusters = Named(root, "clusters", "cluster", (name, map) => MapCluster(name, map, paths)),
        Users = Named(root, "users", "user", (name, map) => MapUser(name, map, paths)),
    };

    private static Dictionary<string, T> Named<T>(YamlMap root, string list, string field, Func<string, YamlMap, T> map)
    {
        var named = new Dictionary<string, T>();
        foreach (var entry in root.Maps(list))
        {
            var name = entry.Text("name") ?? throw new FormatException($"an entry of {list} has no name");
            // As in a merge, the first of a name wins.
            named.TryAdd(name, map(name, entry.Map(field)));
        }

        return named;
    }

    private static KubeconfigCluster MapCluster(string name, YamlMap map, Paths paths) => new()
    {
        Server = map.Text("server") ?? throw new FormatException($"cluster {name} has no server"),
        CertificateAuthority = paths.Absolute(map.Text("certificate-authority")),
        CertificateAuthorityData = map.Text("certificate-authority-data"),
        InsecureSkipTlsVerify = map.Flag("insecure-skip-tls-verify"),
        TlsServerName = map.Text("tls-server-name"),
        ProxyUrl = map.Text("proxy-url"),
    };

    private static KubeconfigUser MapUser(string name, YamlMap map, Paths paths) => new()
    {
        ClientCertificate = paths.Absolute(map.Text("client-certificate")),
        ClientCertificateData = map.Text("client-certificate-data"),
        ClientKey = paths.Absolute(map.Text("client-key")),
        ClientKeyData = map.Text("client-key-data"),
        Token = map.Text("token"),
        TokenFile = paths.Absolute(map.Text("tokenFile")),
        Username = map.Text("username"),
        Password = map.Text("password"),
        Exec = map.Has("exec") ? MapExec(name, map.Map("exec"), paths) : null,
        Unsupported = UnsupportedUserFields.Where(map.Has).ToList(),
    };

    private static KubeconfigExec MapExec(string user, YamlMap map, Paths paths) => new()
    {
        ApiVersion = map.Text("apiVersion") ?? throw new FormatException($"exec of user {user} has no apiVersion"),
        Command = paths.Program(map.Text("command") ?? throw new FormatException($"exec of user {user} has no command")),
        Args = map.Texts("args"),
        Env = map.Maps("env").ToDictionary(
            variable => variable.Text("name") ?? throw new FormatException($"a variable of exec of user {user} has no name"),
            variable => variable.Text("value") ?? ""),
        InstallHint = map.Text("installHint"),
        InteractiveMode = map.Text("interactiveMode") ?? "IfAvailable",
        ProvideClusterInfo = map.Flag("provideClusterInfo"),
    };

    /// <summary>Makes paths absolute that are relative to a file.</summary>
    private readonly record struct Paths(string Directory)
    {
        public string? Absolute(string? path) => path is null ? null : Path.GetFullPath(path, Directory);

        // A bare name is looked up on PATH; anything with a separator belongs to the file's directory.
        public string Program(string command) => command.Contains(Path.DirectorySeparatorChar) ? Absolute(command)! : command;
    }
}
