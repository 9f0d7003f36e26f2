using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.Client;
using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using Kubernetes.ManifestGenerator.Documentation;
using Kubernetes.ManifestGenerator.Schemas;
using k8s.Models;

namespace Kubernetes.ManifestGenerator.Definitions;

/// <summary>Makes the definition of a custom resource (<c>apiextensions.k8s.io/v1</c>) from its type.</summary>
public static class CustomResourceDefinition
{
    // The server adds its own description and schema to these; a second one is refused or ignored.
    private static readonly string[] OfEveryObject = ["apiVersion", "kind", "metadata"];

    /// <summary>Makes the definition.</summary>
    /// <exception cref="NotSupportedException">A type in it has no schema.</exception>
    public static JsonObject Of(Type type, TypeDocumentation documentation)
    {
        ArgumentNullException.ThrowIfNull(type);
        var entity = EntityOf(type);
        return new JsonObject
        {
            ["apiVersion"] = "apiextensions.k8s.io/v1",
            ["kind"] = "CustomResourceDefinition",
            ["metadata"] = new JsonObject { ["name"] = $"{entity.PluralName}.{entity.Group}" },
            ["spec"] = new JsonObject
            {
                ["group"] = entity.Group,
                ["names"] = Names(type, entity),
                ["scope"] = ResourceDescriptor.Of(type).ClusterScoped ? "Cluster" : "Namespaced",
                ["versions"] = new JsonArray(Version(type, entity, documentation)),
            },
        };
    }

    /// <summary>Where a type lives in the API.</summary>
    internal static KubernetesEntityAttribute EntityOf(Type type) =>
        type.GetCustomAttribute<KubernetesEntityAttribute>()
        ?? throw new NotSupportedException($"{type.Name} has no {nameof(KubernetesEntityAttribute)}; add one");

    private static JsonObject Names(Type type, KubernetesEntityAttribute entity)
    {
        var resource = type.GetCustomAttribute<CustomResourceAttribute>();
        var names = new JsonObject();
        SetList(names, "categories", resource?.Categories);
        names["kind"] = entity.Kind;
        names["listKind"] = $"{entity.Kind}List";
        names["plural"] = entity.PluralName;
        SetList(names, "shortNames", resource?.ShortNames);
        // Kubernetes' names are lower case by definition.
#pragma warning disable CA1308
        names["singular"] = entity.Kind.ToLowerInvariant();
#pragma warning restore CA1308
        return names;
    }

    private static JsonObject Version(Type type, KubernetesEntityAttribute entity, TypeDocumentation documentation)
    {
        var version = new JsonObject();
        var columns = type.GetCustomAttributes<PrinterColumnAttribute>().Select(Column).ToArray();
        if (columns.Length > 0)
        {
            version["additionalPrinterColumns"] = new JsonArray(columns);
        }

        version["name"] = entity.ApiVersion;
        version["schema"] = new JsonObject { ["openAPIV3Schema"] = Schema(type, documentation) };
        version["served"] = true;
        version["storage"] = true;
        if (typeof(IConditioned).IsAssignableFrom(type))
        {
            version["subresources"] = new JsonObject { ["status"] = new JsonObject() };
        }

        return version;
    }

    private static JsonObject Schema(Type type, TypeDocumentation documentation)
    {
        var schema = new SchemaBuilder(documentation).Build(type);
        var properties = schema["properties"]!.AsObject();
        foreach (var name in OfEveryObject)
        {
            properties.Remove(name);
        }

        return schema;
    }

    private static JsonNode Column(PrinterColumnAttribute column)
    {
        var result = new JsonObject { ["jsonPath"] = column.JsonPath, ["name"] = column.Name };
        if (column.Priority != 0)
        {
            result["priority"] = column.Priority;
        }

        result["type"] = column.Type;
        return result;
    }

    private static void SetList(JsonObject target, string name, string[]? values)
    {
        if (values is { Length: > 0 })
        {
            target[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        }
    }
}
