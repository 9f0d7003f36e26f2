namespace BackupOperator.Manager.Scheduling;

/// <summary>One of the five fields of an expression: its name, its bounds, and the words that stand for numbers in it.</summary>
internal sealed record CronField(string Name, int Minimum, int Maximum, IReadOnlyList<string> Words)
{
    /// <summary>The five fields, in the order in which they are written.</summary>
    public static IReadOnlyList<CronField> All { get; } =
    [
        new("minute", 0, 59, []),
        new("hour", 0, 23, []),
        new("day of month", 1, 31, []),
        new("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        // Sunday is 0 and 7; both are the same bit once the field is read.
        new("day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>Reads a field as a set of bits, one for each value.</summary>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    public ulong Parse(string text)
    {
        var bits = 0UL;
        foreach (var item in text.Split(','))
        {
            bits |= ParseItem(item);
        }

        return bits;
    }

    private ulong ParseItem(string item)
    {
        var parts = item.Split('/');
        if (item.Length == 0 || parts.Length > 2)
        {
            throw new FormatException($"\"{item}\" is no {Name}; write a number, a range such as {Minimum}-{Maximum}, or *");
        }

        var (first, last) = ParseRange(parts[0], hasStep: parts.Length == 2);
        var step = parts.Length == 2 ? ParseStep(parts[1]) : 1;
        var bits = 0UL;
        for (var value = first; value <= last; value += step)
        {
            bits |= 1UL << value;
        }

        return bits;
    }

    private (int First, int Last) ParseRange(string range, bool hasStep)
    {
        if (range is "*" or "?")
        {
            return (Minimum, Words.Count == 7 ? 6 : Maximum);
        }

        var ends = range.Split('-');
        if (ends.Length > 2)
        {
            throw new FormatException($"\"{range}\" is no range of {Name}; write it like {Minimum}-{Maximum}");
        }

        var first = ParseValue(ends[0]);
        // 5/15 means from 5 to the end, as Kubernetes reads it.
        var last = ends.Length == 2 ? ParseValue(ends[1]) : hasStep ? Maximum : first;
        return first <= last
            ? (first, last)
            : throw new FormatException(
                $"the range {range} of {Name} is empty; write the smaller end first, or two ranges such as " +
                $"{first}-{Maximum},{Minimum}-{last}");
    }

    private int ParseStep(string text)
    {
        if (!TryNumber(text, out var step) || step < 1)
        {
            throw new FormatException($"the step {text} of {Name} is no positive number; write it like */2");
        }

        return step <= Maximum - Minimum
            ? step
            : throw new FormatException(
                $"the step {step} of {Name} is longer than the field, which starts again at {Minimum}; write at most " +
                $"{Maximum - Minimum}");
    }

    private int ParseValue(string text)
    {
        for (var index = 0; index < Words.Count; index++)
        {
            if (Words[index].Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return index + Minimum;
            }
        }

        if (!TryNumber(text, out var value))
        {
            var words = Words.Count > 0 ? $" or {Words[0]} to {Words[^1]}" : "";
            throw new FormatException($"\"{text}\" is no {Name}; write {Minimum} to {Maximum}{words}, *, or a list of these");
        }

        return value >= Minimum && value <= Maximum
            ? value
            : throw new FormatException($"the {Name} {text} is out of range; write {Minimum} to {Maximum}");
    }

    // Signs and blanks, which int.TryParse would take, are slips here.
    private static bool TryNumber(string text, out int value)
    {
        value = 0;
        return text.Length is > 0 and <= 4 && text.All(char.IsAsciiDigit) && int.TryParse(text, out value);
    }
}
