using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kubernetes.Client.Configuration;

/// <summary>A mapping of a YAML document, read with messages that name the field.</summary>
internal sealed class YamlMap(YamlMappingNode node)
{
    public static YamlMap Empty { get; } = new([]);

    public static YamlMap From(YamlNode node) => node switch
    {
        YamlMappingNode map => new YamlMap(map),
        YamlScalarNode { Value: null or "" or "null" or "~" } => Empty,
        _ => throw new FormatException($"line {node.Start.Line} is not a mapping"),
    };

    public bool Has(string name) => Find(name) is not null;

    public YamlMap Map(string name) => Find(name) is { } value ? From(value) : Empty;

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new FormatException($"{name} is neither true nor false"),
    };

    /// <summary>A text; null where it is absent, null or empty.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        YamlScalarNode { Value: null or "" } => null,
        YamlScalarNode scalar => scalar.Value,
        _ => throw new FormatException($"{name} is not a text"),
    };

    public IReadOnlyList<string> Texts(string name) =>
        Items(name).Select(item => (item as YamlScalarNode)?.Value ?? throw new FormatException($"{name} is not a list of texts")).ToList();

    public IEnumerable<YamlMap> Maps(string name) => Items(name).Select(From);

    private IEnumerable<YamlNode> Items(string name) => Find(name) switch
    {
        null => [],
        YamlSequenceNode list => list.Children,
        _ => throw new FormatException($"{name} is not a list"),
    };

    private YamlNode? Find(string name)
    {
        if (!node.Children.TryGetValue(new YamlScalarNode(name), out var value))
        {
            return null;
        }

        // Plain null and ~ are YAML's null; in quotes they are texts.
        return value is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" or "null" or "~" } ? null : value;
    }
}
