using System.Globalization;
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

    /// <summary>The amount in units (bytes, cores); null when the text is no quantity.</summary>
    public decimal? ToDecimal()
    {
        var text = Value ?? "";
        var end = text.AsSpan().TrimEnd("KMGTPEikmun").Length;
        if (Scale(text[end..]) is not { } scale
            || !decimal.TryParse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        try
        {
            return number * scale;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal? Scale(string suffix) => suffix switch
    {
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" => 1e-3m,
        "" => 1m,
        "k" => 1e3m,
        "M" => 1e6m,
        "G" => 1e9m,
        "T" => 1e12m,
        "P" => 1e15m,
        "E" => 1e18m,
        "Ki" => 1L << 10,
        "Mi" => 1L << 20,
        "Gi" => 1L << 30,
        "Ti" => 1L << 40,
        "Pi" => 1L << 50,
        "Ei" => 1L << 60,
        _ => null,
    };
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
