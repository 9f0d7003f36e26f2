using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>One thing that is backed up.</summary>
[ValidationRule("has(self.postgres)", "set postgres: it is the kind of source that this version backs up")]
public sealed record BackupSource
{
    /// <summary>The pattern of <see cref="Name"/>.</summary>
    public const string NamePattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$";

    /// <summary>The most characters of <see cref="Name"/>.</summary>
    public const int LongestName = 40;

    /// <summary>The source's name, unique in the policy; part of object keys in the store, so a new name begins a new series.</summary>
    [Schema(Required = true, Pattern = NamePattern, MaxLength = LongestName)]
    public string Name { get; set; } = "";

    /// <summary>A PostgreSQL server, or some of its databases.</summary>
    public PostgresSource? Postgres { get; set; }
}
