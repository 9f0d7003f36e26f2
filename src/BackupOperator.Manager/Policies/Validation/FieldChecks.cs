using System.Text.RegularExpressions;
using BackupOperator.Contract.Specs;

namespace BackupOperator.Manager.Policies.Validation;

/// <summary>Gathers what is wrong with the fields of a spec. Each check says its own problem, so that all are shown at once.</summary>
internal sealed partial class FieldChecks
{
    private readonly List<FieldProblem> problems = [];

    /// <summary>What was found, in the order of the checks.</summary>
    public IReadOnlyList<FieldProblem> Problems => problems;

    /// <summary>Notes a problem unless all is well.</summary>
    public void Require(bool allIsWell, string path, string message)
    {
        if (!allIsWell)
        {
            problems.Add(new FieldProblem(path, message));
        }
    }

    /// <summary>Runs a reader that throws <see cref="FormatException"/> with what is wrong.</summary>
    public void Read(string path, Action read)
    {
        try
        {
            read();
        }
        catch (FormatException exception)
        {
            problems.Add(new FieldProblem(path, exception.Message));
        }
    }

    /// <summary>A number within bounds.</summary>
    public void Range(string path, int value, int least, int greatest) =>
        Require(value >= least && value <= greatest, path, $"{value} is out of range; write {least} to {greatest}");

    /// <summary>A list of bounded length.</summary>
    public void Length(string path, int count, int least, int greatest) => Require(
        count >= least && count <= greatest,
        path,
        least == greatest ? $"has {count} entries; write exactly {least}" : $"has {count} entries; write {least} to {greatest}");

    /// <summary>A duration, unless it is absent.</summary>
    public void OptionalDuration(string path, string? text)
    {
        if (text is not null)
        {
            Require(Duration.TryParse(text, out _), path, $"\"{text}\" is no duration; write it like 15m, 1h30m or 30d");
        }
    }

    /// <summary>A duration longer than nothing.</summary>
    public void PositiveDuration(string path, string text)
    {
        var valid = Duration.TryParse(text, out var duration);
        Require(valid, path, $"\"{text}\" is no duration; write it like 15m, 1h30m or 30d");
        Require(!valid || duration > TimeSpan.Zero, path, $"\"{text}\" is no time at all; write at least 1s");
    }

    /// <summary>A name of lower-case letters, digits and hyphens.</summary>
    public void Label(string path, string name, int longest) => Require(
        name.Length <= longest && DnsLabel().IsMatch(name),
        path,
        $"\"{name}\" is no name; write up to {longest} lower-case letters, digits and hyphens, the ends no hyphen");

    /// <summary>The name of another object.</summary>
    public void ObjectName(string path, string? name, string kind) => Require(
        Contract.Specs.ObjectName.IsValid(name),
        path,
        string.IsNullOrEmpty(name) ? $"is empty; write the name of a {kind}" : $"\"{name}\" cannot be the name of a {kind}");

    /// <summary>The name of another object, unless it is absent.</summary>
    public void OptionalObjectName(string path, string? name, string kind)
    {
        if (name is not null)
        {
            ObjectName(path, name, kind);
        }
    }

    /// <summary>The name of a folder in the store.</summary>
    public void StoreName(string path, string name) => Require(
        Contract.Specs.StoreName.IsValid(name),
        path,
        name.Length == 0 ? "is empty; write it as the store has it" : $"\"{name}\" cannot be a name in the store");

    /// <summary>Names that must not come twice.</summary>
    public void Unique(string path, IEnumerable<string> names)
    {
        foreach (var twice in names.GroupBy(name => name).Where(group => group.Count() > 1))
        {
            problems.Add(new FieldProblem(path, $"\"{twice.Key}\" is there {twice.Count()} times; give each entry a name of its own"));
        }
    }

    /// <summary>Entries that must hold something.</summary>
    public void NoneEmpty(string path, IEnumerable<string> entries) =>
        Require(!entries.Any(string.IsNullOrWhiteSpace), path, "holds an empty entry; remove it");

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex DnsLabel();
}
