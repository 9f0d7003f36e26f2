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
        // Sunday is 0 and 7; Cronos takes both.
        new("day of week", 0, 7, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>Checks the five fields and writes each as Cronos reads it: the items of a list as numbers, from-to/step.</summary>
    /// <remarks>Cronos alone takes more (<c>22-4</c>, <c>L</c>, <c>5#2</c>, <c>H</c>, which other schedulers read otherwise) and
    /// less (no <c>*</c> in a list, no <c>005</c>), and its errors do not say what to write instead.</remarks>
    /// <exception cref="FormatException">Says what is wrong and what to write instead.</exception>
    public static (string Minute, string Hour, string DayOfMonth, string Month, string DayOfWeek) Read(
        IReadOnlyList<string> fields)
    {
        var read = All.Zip(fields, (field, text) => string.Join(',', text.Split(',').Select(field.ReadItem))).ToArray();
        return (read[0], read[1], read[2], read[3], read[4]);
    }

    private string ReadItem(string item)
    {
        var parts = item.Split('/');
        if (item.Length == 0 || parts.Length > 2)
        {
            throw new FormatException($"\"{item}\" is no {Name}; write a number, a range such as {Minimum}-{Maximum}, or *");
        }

        var (first, last) = ParseRange(parts[0], hasStep: parts.Length == 2);
        var step = parts.Length == 2 ? ParseStep(parts[1]) : 1;
        return $"{first}-{last}/{step}";
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
