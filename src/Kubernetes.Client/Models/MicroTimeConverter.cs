using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kubernetes.Client.Models;

/// <summary>Writes a time with exactly six digits after the second, as the API's MicroTime demands.</summary>
/// <remarks>The package writes none where a second is whole, which the server refuses. <see cref="ModelContract"/> sets it on
/// the properties that are a MicroTime; all other times are written to the second.</remarks>
internal sealed class MicroTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(
        value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));

    /// <summary>The same where there may be none.</summary>
    internal sealed class Optional : JsonConverter<DateTime?>
    {
        private readonly MicroTimeConverter present = new();

        public override DateTime? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            present.Read(ref reader, typeToConvert, options);

        // The serializer writes null by itself.
        public override void Write(Utf8JsonWriter writer, DateTime? value, JsonSerializerOptions options) =>
            present.Write(writer, value!.Value, options);
    }
}
