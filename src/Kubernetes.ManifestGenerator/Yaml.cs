using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kubernetes.ManifestGenerator;

/// <summary>Writes JSON as YAML in one way only: the same value gives the same bytes on every machine.</summary>
public static partial class Yaml
{
    private const int Indent = 2;

    // kubectl and editors show 120 columns; folded text is easier to review than one long line.
    private const int Width = 110;

    /// <summary>Writes a mapping as a YAML document that ends with a line break.</summary>
    public static string Write(JsonObject document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var text = new StringBuilder();
        WriteMapping(text, document, 0, atLineStart: true);
        return text.ToString();
    }

    private static void WriteMapping(StringBuilder text, JsonObject mapping, int depth, bool atLineStart)
    {
        foreach (var (key, value) in mapping)
        {
            text.Append(' ', atLineStart ? depth : 0).Append(Scalar(key)).Append(':');
            atLineStart = true;
            WriteValue(text, value, depth);
        }
    }

    private static void WriteValue(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } mapping:
                text.Append('\n');
                WriteMapping(text, mapping, depth + Indent, atLineStart: true);
                break;
            case JsonArray { Count: > 0 } sequence:
                text.Append('\n');
                WriteSequence(text, sequence, depth + Indent);
                break;
            case JsonValue scalar when IsProse(scalar):
                WriteProse(text, scalar.GetValue<string>(), depth + Indent);
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static void WriteSequence(StringBuilder text, JsonArray sequence, int depth)
    {
        foreach (var item in sequence)
        {
            text.Append(' ', depth).Append("- ");
            if (item is JsonObject { Count: > 0 } mapping)
            {
                WriteMapping(text, mapping, depth + Indent, atLineStart: false);
                continue;
            }

            text.Append(Scalar(item)).Append('\n');
        }
    }

    private static bool IsProse(JsonValue value) =>
        value.GetValueKind() is JsonValueKind.String && value.GetValue<string>() is var text
        && (text.Contains('\n') || text.Length > Width)
        && text.Contains(' ') && !text.StartsWith(' ') && !text.EndsWith('\n') && !text.Contains("  ");

    private static void WriteProse(StringBuilder text, string prose, int depth)
    {
        // Folded: a line break in the value is an empty line here. No line may begin with a blank, so words are never split.
        text.Append(" >-\n");
        var paragraphs = prose.Split('\n');
        for (var index = 0; index < paragraphs.Length; index++)
        {
            text.Append(index > 0 ? "\n" : "");
            foreach (var line in Wrap(paragraphs[index], Width - depth))
            {
                text.Append(' ', depth).Append(line).Append('\n');
            }
        }
    }

    private static IEnumerable<string> Wrap(string paragraph, int width)
    {
        var line = new StringBuilder();
        foreach (var word in paragraph.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line.ToString();
                line.Clear();
            }

            line.Append(line.Length > 0 ? " " : "").Append(word);
        }

        yield return line.ToString();
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ when value.GetValueKind() is JsonValueKind.String => Scalar(value.GetValue<string>()),
        _ when value.GetValueKind() is JsonValueKind.Number => value.AsValue().TryGetValue<double>(out var number)
            ? number.ToString("R", CultureInfo.InvariantCulture)
            : value.ToJsonString(),
        _ => value.ToJsonString(),
    };

    private static string Scalar(string text) =>
        PlainText().IsMatch(text) && !Special().IsMatch(text)
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    // What no reader takes for anything but a string: begins like a word or a path, and holds neither ": " nor " #".
    [GeneratedRegex(@"^[A-Za-z_./][A-Za-z0-9_./()\-]*( [A-Za-z0-9_./()\-,;]+)*$")]
    private static partial Regex PlainText();

    // Words and numbers that YAML 1.1 or 1.2 reads as something else.
    [GeneratedRegex(@"^(y|n|yes|no|on|off|true|false|null|\.inf|\.nan|[.0-9][0-9_.eE+\-]*)$", RegexOptions.IgnoreCase)]
    private static partial Regex Special();
}
