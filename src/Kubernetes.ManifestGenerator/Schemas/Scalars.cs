using System.Text.Json.Nodes;
using Kubernetes.Client.Models;

namespace Kubernetes.ManifestGenerator.Schemas;

/// <summary>Schemas of values that are not made of others.</summary>
internal static class Scalars
{
    /// <summary>The schema of a type; null when it is none of these.</summary>
    public static JsonObject? Of(Type type) => type switch
    {
        _ when type == typeof(string) || type == typeof(Uri) => Make("string"),
        _ when type == typeof(bool) => Make("boolean"),
        _ when type == typeof(int) || type == typeof(short) || type == typeof(byte) => Make("integer", "int32"),
        _ when type == typeof(long) => Make("integer", "int64"),
        _ when type == typeof(double) || type == typeof(float) || type == typeof(decimal) => Make("number", "double"),
        _ when type == typeof(DateTimeOffset) || type == typeof(DateTime) => Make("string", "date-time"),
        _ when type == typeof(Quantity) => Amount(),
        _ => null,
    };

    private static JsonObject Make(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    private static JsonObject Amount() => new()
    {
        ["anyOf"] = new JsonArray(Make("integer"), Make("string")),
        ["maxLength"] = Quantity.MaxLength,
        ["pattern"] = Quantity.Pattern,
        ["x-kubernetes-int-or-string"] = true,
    };
}
