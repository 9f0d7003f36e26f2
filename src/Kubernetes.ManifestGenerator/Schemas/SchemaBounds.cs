using System.Reflection;
using System.Text.Json.Nodes;
using Kubernetes.CustomResources;

namespace Kubernetes.ManifestGenerator.Schemas;

/// <summary>Writes what <see cref="SchemaAttribute"/> says into a schema.</summary>
internal static class SchemaBounds
{
    /// <summary>Adds the bounds to a property's schema.</summary>
    public static void Apply(JsonObject schema, SchemaAttribute bounds, PropertyInfo property)
    {
        SetText(schema, "pattern", bounds.Pattern);
        SetNumber(schema, "minimum", bounds.Minimum);
        SetNumber(schema, "maximum", bounds.Maximum);
        SetCount(schema, "minLength", bounds.MinLength);
        SetCount(schema, "maxLength", bounds.MaxLength);
        SetCount(schema, "minItems", bounds.MinItems);
        SetCount(schema, "maxItems", bounds.MaxItems);
        if (schema["items"] is JsonObject items)
        {
            SetText(items, "pattern", bounds.ItemPattern);
            SetCount(items, "maxLength", bounds.ItemMaxLength);
        }

        if (bounds.ListMapKey is { } key)
        {
            SetMapKey(schema, key, property);
        }

        if (bounds.DefaultJson is { } value)
        {
            schema["default"] = JsonNode.Parse(value);
        }

        // On a map or a list it is the values that are free-form, and they say so themselves.
        if (bounds.PreserveUnknownFields && schema["items"] is null && schema["additionalProperties"] is null)
        {
            schema["x-kubernetes-preserve-unknown-fields"] = true;
        }
    }

    private static void SetMapKey(JsonObject schema, string key, PropertyInfo property)
    {
        // The API server refuses a key that may be missing.
        var required = schema["items"]?["required"]?.AsArray().Select(name => name!.GetValue<string>()) ?? [];
        if (!required.Contains(key) && schema["items"]?["properties"]?[key]?["default"] is null)
        {
            throw new NotSupportedException(
                $"{property.DeclaringType!.Name}.{property.Name}: items are told apart by {key}, so make it required");
        }

        schema["x-kubernetes-list-type"] = "map";
        schema["x-kubernetes-list-map-keys"] = new JsonArray(key);
    }

    private static void SetText(JsonObject schema, string name, string? value)
    {
        if (value is not null)
        {
            schema[name] = value;
        }
    }

    private static void SetNumber(JsonObject schema, string name, double value)
    {
        if (!double.IsNaN(value))
        {
            schema[name] = value;
        }
    }

    private static void SetCount(JsonObject schema, string name, int value)
    {
        if (value >= 0)
        {
            schema[name] = value;
        }
    }
}
