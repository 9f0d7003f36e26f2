using System.Buffers;
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

    private static readonly SearchValues<char> OfCommandLines = SearchValues.Create(" \t\r\n\"\\");

    /// <summary>Looks at the user and the cluster of the current context, as the files define them together.</summary>
    /// <exception cref="KubernetesConfigurationException">They ask for something that would be overlooked; names it.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> files)
    {
        var roots = files.Select(Read).ToList();
        var place = $"kubeconfig {string.Join(':', files)}";
        var name = roots.Select(root => Text(root, "current-context")).FirstOrDefault(context => context is not null)
            ?? throw new KubernetesConfigurationException($"{place} has no current-context: kubectl config use-context NAME sets it");
        var context = Entry(roots, "contexts", name, "context", place);
        if (Text(context, "user") is { } user)
        {
            CheckUser(Entry(roots, "users", user, "user", place), $"{place}, user {user}");
        }

        if (Text(context, "cluster") is { } cluster && Text(Entry(roots, "clusters", cluster, "cluster", place), "proxy-url") is not null)
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

        CheckPlugin(Map(user, "exec"), place);
    }

    private static void CheckPlugin(YamlMappingNode plugin, string place)
    {
        if (Text(plugin, "provideClusterInfo") is { } wanted && !wanted.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            throw new KubernetesConfigurationException($"{place}: provideClusterInfo is not supported; tell the plugin the cluster by its arguments");
        }

        // The package joins them by blanks and leaves the rest to the rules of a command line.
        if (Items(plugin, "args").OfType<YamlScalarNode>().Any(argument => argument.Value is not { Length: > 0 } text || text.AsSpan().ContainsAny(OfCommandLines)))
        {
            throw new KubernetesConfigurationException(
                $"{place}: an argument of the plugin is empty or holds a blank, a quote or a backslash; write a script that calls the plugin");
        }

        // The package would repeat the value, which is often a secret.
        if (Items(plugin, "env").Any(entry => entry is not YamlMappingNode pair || Text(pair, "name") is null || Find(pair, "value") is null))
        {
            throw new KubernetesConfigurationException($"{place}: an entry of the plugin's env lacks name or value");
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

    // The first file that names something wins all of it. The package takes letters of another case for the same, and in a list
    // of files the last of two in one file.
    private static YamlMappingNode Entry(List<YamlMappingNode> roots, string list, string name, string kind, string place)
    {
        foreach (var entries in roots.Select(root => Items(root, list).OfType<YamlMappingNode>()
            .Where(entry => string.Equals(Text(entry, "name"), name, StringComparison.OrdinalIgnoreCase)).ToList()))
        {
            if (entries.Count > 1 || entries.Any(entry => Text(entry, "name") != name))
            {
                throw new KubernetesConfigurationException($"{place}: {list} has several entries {name}, or one in other letters; rename them");
            }

            if (entries.Count == 1)
            {
                return Map(entries[0], kind);
            }
        }

        return [];
    }

    private static IEnumerable<YamlNode> Items(YamlMappingNode map, string name) => (Find(map, name) as YamlSequenceNode)?.Children ?? [];

    private static YamlMappingNode Map(YamlMappingNode map, string name) => Find(map, name) as YamlMappingNode ?? [];

    private static string? Text(YamlMappingNode map, string name) => (Find(map, name) as YamlScalarNode)?.Value is { Length: > 0 } text ? text : null;

    private static YamlNode? Find(YamlMappingNode map, string name) =>
        map.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;
}
