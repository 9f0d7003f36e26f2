using System.Text.Json;

namespace Kubernetes.Client.Objects;

/// <summary>Names objects that do not fit their type.</summary>
internal static class UnreadableObject
{
    /// <summary>Whether reading failed for what the object holds. The package's models throw all but the first, for an amount or
    /// a time that is none.</summary>
    public static bool IsCause(Exception exception) =>
        exception is JsonException or FormatException or OverflowException or ArgumentException;

    /// <summary>Namespace, name and what does not fit.</summary>
    public static string Describe(JsonElement entity, Exception exception)
    {
        var metadata = Field(entity, "metadata");
        return $"{Field(metadata, "namespace")}/{Field(metadata, "name")}: {exception.Message}";
    }

    /// <summary>The version of an object of any form; null where it has none.</summary>
    public static string? ResourceVersion(JsonElement entity) => Field(Field(entity, "metadata"), "resourceVersion")?.ToString();

    private static JsonElement? Field(JsonElement? entity, string name) =>
        entity is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var field) ? field : null;
}
