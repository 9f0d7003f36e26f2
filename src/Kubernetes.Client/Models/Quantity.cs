using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using k8s.Models;

namespace Kubernetes.Client.Models;

/// <summary>An amount as a person writes it, such as <c>100m</c> or <c>2Gi</c>.</summary>
/// <remarks>The package's <see cref="ResourceQuantity"/> works for as long as an exponent is large: 20 s for <c>1e20000</c>.
/// So text of a person stays text until this type has found it to be an amount.</remarks>
/// <param name="Value">The text as it was written; equal amounts written differently are not equal.</param>
[JsonConverter(typeof(QuantityConverter))]
public readonly partial record struct Quantity(string Value)
{
    /// <summary>What is an amount: at most 18 digits, 9 behind the point, a suffix of Kubernetes or an exponent below 100.</summary>
    public const string Pattern = @"^[0-9]{1,18}(\.[0-9]{1,9})?([numkMGTPE]|[KMGTPE]i|[eE][0-9]{1,2})?$";

    /// <summary>The most characters of an amount.</summary>
    public const int MaxLength = 32;

    /// <summary>Takes the text as it is.</summary>
    public static implicit operator Quantity(string value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>The amount in units (bytes, cores); null when the text is no amount, or none that a number can hold.</summary>
    public decimal? ToDecimal()
    {
        if (Value is not { Length: <= MaxLength } || Form().Match(Value) is not { Success: true } match)
        {
            return null;
        }

        var (number, scale) = match.Groups["suffix"].Value is var suffix && Scale(suffix) is { } known
            ? (Value[..^suffix.Length], known)
            : (Value, 1m);
        try
        {
            return decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture) * scale;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The amount as the API's models hold it.</summary>
    /// <exception cref="FormatException">The text is no amount.</exception>
    public ResourceQuantity ToModel() => ToDecimal() is null
        ? throw new FormatException($"\"{Value}\" is no amount; write it like 500m, 2 or 1Gi")
        : new ResourceQuantity(Value);

    // Null for an exponent, which belongs to the number.
    private static decimal? Scale(string suffix) => suffix switch
    {
        "" => 1m,
        "n" => 1e-9m,
        "u" => 1e-6m,
        "m" => 1e-3m,
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

    [GeneratedRegex(@"^[0-9]{1,18}(\.[0-9]{1,9})?(?<suffix>[numkMGTPE]|[KMGTPE]i|[eE][0-9]{1,2})?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Form();
}

/// <summary>Reads amounts that people write as numbers (<c>cpu: 1</c>) like those that they write as text.</summary>
public sealed class QuantityConverter : JsonConverter<Quantity>
{
    /// <inheritdoc/>
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new Quantity(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.Number)
        {
            throw new JsonException($"a quantity is a string or a number, not {reader.TokenType}");
        }

        return new Quantity(System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }
}
