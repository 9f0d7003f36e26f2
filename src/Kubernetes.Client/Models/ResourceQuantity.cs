using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubernetes.Client.Models;

/// <summary>An amount as Kubernetes writes it, such as <c>100m</c> or <c>2Gi</c>.</summary>
/// <param name="Value">The text; equal amounts written differently are not equal.</param>
[JsonConverter(typeof(ResourceQuantityConverter))]
public readonly record struct ResourceQuantity(string Value)
{
    /// <summary>Takes the text as it is.</summary>
    public static implicit operator ResourceQuantity(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Reads amounts that people write as numbers (<c>cpu: 1</c>) like those that they write as text.</summary>
internal sealed class ResourceQuantityConverter : JsonConverter<ResourceQuantity>
{
    public override ResourceQuantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ResourceQuantity(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException($"a quantity is a string or a number, not {reader.TokenType}");
        }

        return new ResourceQuantity(System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
    }

    public override void Write(Utf8JsonWriter writer, ResourceQuantity value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}
