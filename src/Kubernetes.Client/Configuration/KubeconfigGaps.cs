using YamlDotNet.RepresentationModel;

namespace Kubernetes.Client.Configuration;

/// <summary>Refuses what a kubeconfig may ask for and the package silently overlooks: the requests would go out as somebody
/// else, or to another place.</summary>
internal static class KubeconfigGaps
{
    private static readonly (string Field, string Advice)[] OfUser =
    [
        ("tokenFile", "put the token into the file as token"),
        ("auth-provider", "use an exec plugin"),
        ("as", "use a user that has the rights itself"),
        ("as-uid", "use a user that has the rights itself"),
        ("as-groups", "use a user that has the rights itself"),
        ("as-user-extra", "use a user that has the rights itself"),
    ];

    /// <summary>Looks at the user and the cluster of the current context, as the files define them together.</summary>
    /// <exception cref="KubernetesConfigurationException">They ask for something that would be overlooked; names it.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> files)
    {
        var roots = files.Select(Read).ToList();
        var place = $"kubeconfig {string.Join(':', files)}";
        var name = roots.Select(root => Text(root, "current-context")).FirstOrDefault(context => context is not null)
            ?? throw new KubernetesConfigurationException($"{place} has no current-context: kubectl config use-context NAME sets it");
        var context = Entry(roots, "contexts", name, "context");
        if (Text(context, "user") is { } user)
        {
            CheckUser(Entry(roots, "users", user, "user"), $"{place}, user {user}");
        }

        if (Text(context, "cluster") is { } cluster && Text(Entry(roots, "clusters", cluster, "cluster"), "proxy-url") is not null)
        {
            throw new KubernetesConfigurationException(
                $"{place}, cluster {cluster}: proxy-url is not supported; set HTTPS_PROXY for this program instead");
        }
    }

    private static void CheckUser(YamlMappingNode user, string place)
    {
        foreach (var (field, advice) in OfUser.Where(gap => Find(user, gap.Field) is not null))
        {
            throw new KubernetesConfigurationException($"{place}: {field} is not supported; {advice}");
        }

        var plugin = Map(user, "exec");
        if (Text(plugin, "provideClusterInfo") is "true")
        {
            throw new KubernetesConfigurationException($"{place}: provideClusterInfo is not supported; tell the plugin the cluster by its arguments");
        }

        // The package joins them by blanks.
        if (Find(plugin, "args") is YamlSequenceNode arguments
            && arguments.Children.OfType<YamlScalarNode>().Any(argument => argument.Value?.Any(char.IsWhiteSpace) == true))
        {
            throw new KubernetesConfigurationException($"{place}: an argument of the plugin holds a blank; write a script that calls the plugin");
        }
    }

    private static YamlMappingNode Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new KubernetesConfigurationException($"kubeconfig {path} does not exist");
        }

        using var reader = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return yaml.Documents.Count > 0 && yaml.Documents[0].RootNode is YamlMappingNode root
            ? root
            : throw new KubernetesConfigurationException($"kubeconfig {path} is no mapping");
    }

    // The first file that names something wins all of it.
    private static YamlMappingNode Entry(List<YamlMappingNode> roots, string list, string name, string kind)
    {
        var named = roots
            .SelectMany(root => (Find(root, list) as YamlSequenceNode)?.Children.OfType<YamlMappingNode>() ?? [])
            .FirstOrDefault(entry => string.Equals(Text(entry, "name"), name, StringComparison.OrdinalIgnoreCase));
        return named is null ? [] : Map(named, kind);
    }

    private static YamlMappingNode Map(YamlMappingNode map, string name) => Find(map, name) as YamlMappingNode ?? [];

    private static string? Text(YamlMappingNode map, string name) => (Find(map, name) as YamlScalarNode)?.Value is { Length: > 0 } text ? text : null;

    private static YamlNode? Find(YamlMappingNode map, string name) =>
        map.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
}
