using System.Text.Json;
using System.Text.Json.Serialization;

namespace BackupOperator.Sources.Postgres.Details;

/// <summary>How details are spelled.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PostgresDetails))]
internal sealed partial class DetailsJson : JsonSerializerContext
{
    public static JsonElement Write(PostgresDetails details) =>
        JsonSerializer.SerializeToElement(details, Default.PostgresDetails);

    /// <exception cref="SourceException">The record is of another kind, or newer than this program.</exception>
    public static PostgresDetails Read(JsonElement json)
    {
        try
        {
            if (json.Deserialize(Default.PostgresDetails) is { Kind: "postgres" } details)
            {
                return details.Version is >= Details.PostgresDetails.OldestVersion
                        and <= Details.PostgresDetails.CurrentVersion
                    ? details
                    : throw new SourceException(
                        SourceFailure.BadInput,
                        $"the backup's record has version {details.Version}: use a newer release");
            }
        }
        catch (JsonException)
        {
            // Authenticated, so nobody changed it: it belongs to another kind of source.
        }

        throw new SourceException(SourceFailure.BadInput, "the backup is not one of a PostgreSQL server");
    }
}
