using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubernetes.ManifestGenerator;

/// <summary>How members are called in JSON.</summary>
internal static class JsonNames
{
    /// <summary>The name in camel case.</summary>
    public static string Camel(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>The property's name in JSON.</summary>
    public static string Of(PropertyInfo property) =>
        property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name ?? Camel(property.Name);

    /// <summary>The names of an enumeration's values, in the order of their declaration.</summary>
    public static IEnumerable<(string Name, FieldInfo Field)> OfEnum(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => field.MetadataToken)
            .Select(field => (field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name, field));

    /// <summary>What of a type is written and read.</summary>
    public static IEnumerable<PropertyInfo> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property is { CanRead: true, CanWrite: true }
                && property.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always });
}
