using Kubernetes.CustomResources;

namespace BackupOperator.Contract.Specs;

/// <summary>One thing that is backed up.</summary>
[ValidationRule("has(self.postgres)", "set postgres: it is the kind of source that this version backs up")]
public sealed record BackupSource
{
    /// <summary>The source's name, unique in the policy; part of object keys in the store, so a new name begins a new series.</summary>
    [Schema(Required = true, Pattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$", MaxLength = 40)]
    public string Name { get; set; } = "";

    /// <summary>A PostgreSQL server, or some of its databases.</summary>
    public PostgresSource? Postgres { get; set; }
}
