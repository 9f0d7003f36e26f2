using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace BackupOperator.Contract.Specs;

/// <summary>Durations as the custom resources spell them: <c>15m</c>, <c>1h30m</c>, <c>30d</c>; units d, h, m, s, largest first.</summary>
public static partial class Duration
{
    /// <summary>The pattern of the schema.</summary>
    public const string Pattern = "^([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$";

    // Beyond a century a duration is a slip of the pen, and sums of it leave the range of TimeSpan.
    private const double LongestDays = 36_525;

    /// <summary>Reads a duration.</summary>
    /// <returns>False for an empty text, another form, or more than a century.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        if (string.IsNullOrEmpty(text) || Form().Match(text) is not { Success: true } match)
        {
            return false;
        }

        var days = Part(match, 1) + (Part(match, 2) / 24) + (Part(match, 3) / 1440) + (Part(match, 4) / 86_400);
        if (days > LongestDays)
        {
            return false;
        }

        duration = TimeSpan.FromSeconds(Math.Round(days * 86_400));
        return true;
    }

    /// <summary>Reads a duration that is known to be valid, or null.</summary>
    /// <exception cref="FormatException">When it is not.</exception>
    public static TimeSpan? Parse(string? text) => text is null
        ? null
        : TryParse(text, out var duration)
            ? duration
            : throw new FormatException($"\"{text}\" is not a duration; write it like 15m, 1h30m or 30d");

    /// <summary>Writes a duration to whole seconds: <c>1h5m</c>, <c>42s</c>; <c>0s</c> for less than a second.</summary>
    public static string Format(TimeSpan duration)
    {
        var seconds = (long)Math.Round(Math.Abs(duration.TotalSeconds));
        var text = new StringBuilder(duration < TimeSpan.Zero && seconds > 0 ? "-" : "");
        var start = text.Length;
        foreach (var (unit, size) in new[] { ('d', 86_400L), ('h', 3_600L), ('m', 60L), ('s', 1L) })
        {
            if (seconds / size is var count && count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"{count}{unit}");
                seconds -= count * size;
            }
        }

        return text.Length == start ? "0s" : text.ToString();
    }

    private static double Part(Match match, int group) =>
        match.Groups[group].Success ? double.Parse(match.Groups[group].ValueSpan[..^1], CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(Pattern)]
    private static partial Regex Form();
}
