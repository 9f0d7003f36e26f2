using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Kubernetes.ManifestGenerator.Documentation;

/// <summary>The summaries that the compiler writes beside each assembly; what <c>kubectl explain</c> shows.</summary>
public sealed partial class TypeDocumentation
{
    private readonly Dictionary<Assembly, Dictionary<string, XElement>> files = [];

    /// <summary>The summary of a type; null when it has none.</summary>
    public string? Of(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Summary(type.Assembly, $"T:{NameOf(type)}");
    }

    /// <summary>The summary of a member, or of the interface member that it inherits it from; null when it has none.</summary>
    public string? Of(MemberInfo member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var type = member.DeclaringType!;
        var prefix = member is PropertyInfo ? "P" : "F";
        return Summary(type.Assembly, $"{prefix}:{NameOf(type)}.{member.Name}")
            ?? type.GetInterfaces()
                .Select(parent => parent.IsGenericType ? parent.GetGenericTypeDefinition() : parent)
                .Select(parent => Summary(parent.Assembly, $"{prefix}:{NameOf(parent)}.{member.Name}"))
                .FirstOrDefault(summary => summary is not null);
    }

    private static string NameOf(Type type) => (type.FullName ?? type.Name).Replace('+', '.');

    private string? Summary(Assembly assembly, string id) =>
        FileOf(assembly).TryGetValue(id, out var entry) && entry.Element("summary") is { } summary
            ? Text(summary)
            : null;

    private Dictionary<string, XElement> FileOf(Assembly assembly)
    {
        if (files.TryGetValue(assembly, out var known))
        {
            return known;
        }

        var path = Path.ChangeExtension(assembly.Location, ".xml");
        var members = File.Exists(path)
            ? XDocument.Load(path).Descendants("member").ToDictionary(member => (string)member.Attribute("name")!)
            : [];
        return files[assembly] = members;
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(node switch
            {
                XText plain => plain.Value,
                XElement reference when reference.Attribute("cref") is { } target => FieldName(target.Value),
                XElement nested => nested.Value,
                _ => "",
            });
        }

        return Blanks().Replace(text.ToString(), " ").Trim();
    }

    private static string FieldName(string reference)
    {
        var name = reference[(reference.LastIndexOf('.') + 1)..];
        // A person reads the field's name as it is written in YAML; types keep theirs.
        return reference.StartsWith("P:", StringComparison.Ordinal) ? JsonNames.Camel(name) : name;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
