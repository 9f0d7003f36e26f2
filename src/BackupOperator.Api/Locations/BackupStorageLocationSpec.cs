using BackupOperator.Api.Jobs;
using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Locations;

/// <summary>Which store, and how it is reached.</summary>
[ValidationRule("has(self.s3) != has(self.filesystem)", "set exactly one of s3 and filesystem")]
public sealed record BackupStorageLocationSpec
{
    /// <summary>An S3 bucket.</summary>
    public S3Location? S3 { get; set; }

    /// <summary>A directory of a volume.</summary>
    public FilesystemLocation? Filesystem { get; set; }

    /// <summary>The folder inside the store under which everything is kept, such as <c>team-a/prod</c>. Locations with the
    /// same store and prefix see the same backups. Default: the root.</summary>
    [Schema(Pattern = "^([A-Za-z0-9_-][A-Za-z0-9._-]*)(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$", MaxLength = 200)]
    public string? Prefix { get; set; }

    /// <summary>How often the store is tried with a real write, read and delete, and its content counted. At least 1m.</summary>
    [Schema(Pattern = Duration.Pattern, DefaultJson = "\"15m\"")]
    public string CheckInterval { get; set; } = "15m";

    /// <summary>Which of the store's backups are shown as executions in this namespace.</summary>
    public CatalogueImport? Import { get; set; }

    /// <summary>Resources and placement of the pods that inspect the store.</summary>
    public JobTemplate? JobTemplate { get; set; }
}
