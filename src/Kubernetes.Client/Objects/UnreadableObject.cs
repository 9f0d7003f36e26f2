using System.Text.Json;

namespace Kubernetes.Client.Objects;

/// <summary>Names objects that do not fit their type.</summary>
internal static class UnreadableObject
{
    /// <summary>Namespace, name and what does not fit.</summary>
    public static string Describe(JsonElement entity, JsonException exception)
    {
        var metadata = Field(entity, "metadata");
        return $"{Field(metadata, "namespace")}/{Field(metadata, "name")}: {exception.Message}";
    }

    /// <summary>The version of an object of any form; null where it has none.</summary>
    public static string? ResourceVersion(JsonElement entity) => Field(Field(entity, "metadata"), "resourceVersion")?.ToString();

    private static JsonElement? Field(JsonElement? entity, string name) =>
        entity is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var field) ? field : null;
}
