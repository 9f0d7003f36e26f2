using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>Which stored backups are kept. Each rule keeps what it names, whatever the others say; a backup that none keeps is
/// announced in status.retention and then deleted. Always kept: the newest backup, the newest that was read back, one that a
/// restore in progress uses, and the full one that the next differential refers to.</summary>
[ValidationRule(
    "has(self.last) || has(self.hourly) || has(self.daily) || has(self.weekly) || has(self.monthly) || has(self.yearly) || has(self.keepWithin)",
    "set at least one of last, hourly, daily, weekly, monthly, yearly and keepWithin, or leave retention out to keep everything")]
public sealed record RetentionSpec
{
    /// <summary>The greatest number in a rule.</summary>
    public const int GreatestCount = 10_000;

    /// <summary>The newest so many.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Last { get; set; }

    /// <summary>The newest of each of so many hours that have one, by the clocks of the policy's time zone.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Hourly { get; set; }

    /// <summary>The newest of each of so many days that have one.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Daily { get; set; }

    /// <summary>The newest of each of so many weeks that have one; weeks begin on Monday.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Weekly { get; set; }

    /// <summary>The newest of each of so many months that have one.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Monthly { get; set; }

    /// <summary>The newest of each of so many years that have one.</summary>
    [Schema(Minimum = 1, Maximum = GreatestCount)]
    public int? Yearly { get; set; }

    /// <summary>All that are at most so much older than the newest backup, such as <c>14d</c>: when backups cease, none ages
    /// away.</summary>
    [Schema(Pattern = Duration.Pattern, MinLength = 2)]
    public string? KeepWithin { get; set; }

    /// <summary>Never fewer than the newest so many, whatever the other rules say.</summary>
    [Schema(DefaultJson = "1", Minimum = 1, Maximum = GreatestCount)]
    public int Minimum { get; set; } = 1;

    /// <summary>How long status.retention announces a deletion before it happens. 0s: it happens as soon as it is
    /// announced. While the policy is suspended nothing is deleted.</summary>
    [Schema(DefaultJson = "\"1h\"", Pattern = Duration.Pattern, MinLength = 2)]
    public string Notice { get; set; } = "1h";
}
