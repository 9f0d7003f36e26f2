using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using Kubernetes.ManifestGenerator.Documentation;

namespace Kubernetes.ManifestGenerator.Schemas;

/// <summary>Makes the structural schema of a type: what the API server checks and <c>kubectl explain</c> shows.</summary>
/// <param name="documentation">Where descriptions come from.</param>
public sealed class SchemaBuilder(TypeDocumentation documentation)
{
    private readonly Stack<Type> open = new();

    /// <summary>The schema of a whole object.</summary>
    /// <exception cref="NotSupportedException">A type in it has no schema: it contains itself, or is of an unknown form.</exception>
    public JsonObject Build(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        open.Push(type);
        var schema = Begin(documentation.Of(type), "object");
        var properties = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var required = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var property in JsonNames.PropertiesOf(type))
        {
            var name = JsonNames.Of(property);
            properties[name] = Property(property);
            if (IsRequired(property))
            {
                required.Add(name);
            }
        }

        if (properties.Count > 0)
        {
            schema["properties"] = new JsonObject(properties);
        }

        if (required.Count > 0)
        {
            schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        }

        AddRules(schema, type);
        open.Pop();
        return schema;
    }

    private static bool IsRequired(PropertyInfo property) =>
        property.GetCustomAttribute<SchemaAttribute>()?.Required == true
        || property.IsDefined(typeof(System.Runtime.CompilerServices.RequiredMemberAttribute));

    private static JsonObject Begin(string? description, string? type)
    {
        var schema = new JsonObject();
        if (!string.IsNullOrEmpty(description))
        {
            schema["description"] = description;
        }

        if (type is not null)
        {
            schema["type"] = type;
        }

        return schema;
    }

    private static void AddRules(JsonObject schema, MemberInfo member)
    {
        var rules = member.GetCustomAttributes<ValidationRuleAttribute>()
            .Select(rule => (JsonNode)new JsonObject { ["rule"] = rule.Rule, ["message"] = rule.Message })
            .ToArray();
        if (rules.Length > 0)
        {
            schema["x-kubernetes-validations"] = new JsonArray(rules);
        }
    }

    /// <summary>Says what the property is for, which is more exact than what its type is; an enumeration's values keep their
    /// meanings, unless the text names them all already.</summary>
    private static void Describe(JsonObject schema, string description)
    {
        var meanings = (string?)schema["description"];
        var values = schema["enum"]?.AsArray().Select(value => (string)value!) ?? [];
        schema.Remove("description");
        schema.Insert(0, "description", values.All(description.Contains) ? description : $"{description} {meanings}".TrimEnd());
    }

    private JsonObject Property(PropertyInfo property)
    {
        var bounds = property.GetCustomAttribute<SchemaAttribute>();
        var schema = Value(property.PropertyType, bounds?.PreserveUnknownFields == true);
        if (documentation.Of(property) is { } description)
        {
            Describe(schema, description);
        }

        if (bounds is not null)
        {
            SchemaBounds.Apply(schema, bounds, property);
        }

        AddRules(schema, property);
        return schema;
    }

    private JsonObject Value(Type declared, bool preserve)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Scalars.Of(type) is { } scalar)
        {
            return scalar;
        }

        if (type.IsEnum)
        {
            return Enumeration(type);
        }

        if (type == typeof(JsonElement) || type == typeof(JsonNode) || type == typeof(JsonObject))
        {
            return new JsonObject { ["type"] = "object", ["x-kubernetes-preserve-unknown-fields"] = true };
        }

        return Collection(type, preserve) ?? Nested(type, preserve);
    }

    private JsonObject Enumeration(Type type)
    {
        var members = JsonNames.OfEnum(type).ToList();
        var meanings = members
            .Select(member => (member.Name, Meaning: documentation.Of(member.Field)))
            .Where(member => member.Meaning is not null)
            .Select(member => $"{member.Name}: {member.Meaning}");
        var schema = Begin(string.Join(' ', meanings), "string");
        schema["enum"] = new JsonArray([.. members.Select(member => (JsonNode)member.Name)]);
        return schema;
    }

    private JsonObject? Collection(Type type, bool preserve)
    {
        if (CollectionTypes.ValueOf(type) is { } value)
        {
            return new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(value, preserve) };
        }

        if (CollectionTypes.ItemOf(type) is not { } item)
        {
            return null;
        }

        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(item, preserve) };
        if (item == typeof(Condition))
        {
            schema["x-kubernetes-list-type"] = "map";
            schema["x-kubernetes-list-map-keys"] = new JsonArray("type");
        }

        return schema;
    }

    private JsonObject Nested(Type type, bool preserve)
    {
        if (open.Contains(type))
        {
            throw new NotSupportedException($"{type.Name} contains itself: a structural schema cannot; make it free-form");
        }

        if (!type.IsClass && !type.IsValueType)
        {
            throw new NotSupportedException($"{type.Name} has no schema: declare a class, a record or a collection of them");
        }

        var schema = Build(type);
        if (preserve)
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }

        return schema;
    }
}
