namespace BackupOperator.Manager.Scheduling;

/// <summary>Takes an expression apart, and tells what to write instead of forms that other schedulers know.</summary>
internal static class CronForm
{
    private const string FiveFields = "minute, hour, day of month, month, day of week";

    private static readonly Dictionary<string, string> Macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    /// <summary>The five fields of an expression.</summary>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    public static IReadOnlyList<string> Fields(string text)
    {
        var fields = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (Refusal(text, fields) is { } refusal)
        {
            throw new FormatException(refusal);
        }

        return fields;
    }

    private static string? Refusal(string text, string[] fields)
    {
        if (fields.Length == 0)
        {
            return $"the expression is empty; write five fields: {FiveFields}";
        }

        if (fields[0].StartsWith('@'))
        {
            return Macros.TryGetValue(fields[0], out var instead)
                ? $"{fields[0]} is not supported; write \"{instead}\""
                : $"{fields[0]} is not supported; write five fields: {FiveFields}";
        }

        if (fields[0].StartsWith("TZ=", StringComparison.Ordinal) || fields[0].StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            return $"a time zone does not belong into the expression; leave {fields[0]} out and set spec.timeZone";
        }

        // Six fields mean seconds first to some and a year last to others: read as five they would run at other times.
        if (fields.Length == 6)
        {
            return $"\"{text}\" has six fields; write five ({FiveFields}), without seconds: \"{string.Join(' ', fields[1..])}\"";
        }

        return fields.Length == 5 ? null : $"\"{text}\" has {fields.Length} fields; write five: {FiveFields}";
    }
}
