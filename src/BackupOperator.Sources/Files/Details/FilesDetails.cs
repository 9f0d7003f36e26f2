using System.Text.Json;

namespace BackupOperator.Sources.Files.Details;

/// <summary>What a manifest records of a tree.</summary>
/// <remarks>Spelled by hand: a backup of an unchanged tree is over before a serializer would be ready.</remarks>
internal sealed record FilesDetails
{
    public const string Kind = "files";
    public const int CurrentVersion = 1;

    /// <summary>The directory that was read; for people.</summary>
    public required string Root { get; init; }

    /// <summary>When the walk began: the recovery point.</summary>
    public required DateTimeOffset ScanStart { get; init; }

    public required TreeCounts Counts { get; init; }

    /// <summary>Length of the stream of content.</summary>
    public required long ContentBytes { get; init; }

    /// <summary>Its chunks.</summary>
    public required long ContentChunks { get; init; }

    public required IReadOnlyList<string> Exclude { get; init; }

    public required bool CrossFileSystems { get; init; }

    public JsonElement Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WriteNumber("version", CurrentVersion);
            json.WriteString("root", Root);
            json.WriteString("scanStart", ScanStart);
            json.WriteNumber("contentBytes", ContentBytes);
            json.WriteNumber("contentChunks", ContentChunks);
            json.WriteStartObject("counts");
            Counts.Write(json);
            json.WriteEndObject();
            json.WriteStartObject("options");
            json.WriteStartArray("exclude");
            foreach (var pattern in Exclude)
            {
                json.WriteStringValue(pattern);
            }

            json.WriteEndArray();
            json.WriteBoolean("crossFileSystems", CrossFileSystems);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }

    /// <exception cref="SourceException">The record is of another kind, or newer than this program.</exception>
    public static FilesDetails Read(JsonElement json) =>
        TryRead(json) ?? throw new SourceException(
            SourceFailure.BadInput,
            "the backup is not one of a file tree that this release reads: use the one that took it, or a newer one");

    /// <summary>As <see cref="Read"/>, or null.</summary>
    public static FilesDetails? TryRead(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object
            || !json.TryGetProperty("kind", out var kind) || !kind.ValueEquals(Kind)
            || !json.TryGetProperty("version", out var version) || version.GetInt32() != CurrentVersion)
        {
            return null;
        }

        var options = json.GetProperty("options");
        return new FilesDetails
        {
            Root = json.GetProperty("root").GetString()!,
            ScanStart = json.GetProperty("scanStart").GetDateTimeOffset(),
            ContentBytes = json.GetProperty("contentBytes").GetInt64(),
            ContentChunks = json.GetProperty("contentChunks").GetInt64(),
            Counts = TreeCounts.Read(json.GetProperty("counts")),
            Exclude = [.. options.GetProperty("exclude").EnumerateArray().Select(pattern => pattern.GetString()!)],
            CrossFileSystems = options.GetProperty("crossFileSystems").GetBoolean(),
        };
    }
}
