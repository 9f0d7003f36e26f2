using Kubernetes.CustomResources;

namespace BackupOperator.Api.Locations;

/// <summary>Which of the store's backups are shown as executions in this namespace.</summary>
public sealed record CatalogueImport
{
    /// <summary><c>SameNamespace</c>: those taken in a namespace of this name, in whatever cluster. <c>All</c>: every backup
    /// in the store; whoever may read this namespace then sees the names of all. <c>None</c>: nothing is imported.</summary>
    [Schema(DefaultJson = "\"SameNamespace\"")]
    public ImportMode Mode { get; set; } = ImportMode.SameNamespace;

    /// <summary>At most this many executions are made, newest first; the store keeps and counts all.</summary>
    [Schema(Minimum = 0, Maximum = 1000, DefaultJson = "100")]
    public int Limit { get; set; } = 100;
}

/// <summary>Whose backups are imported.</summary>
public enum ImportMode
{
    /// <summary>Those taken in a namespace of the same name.</summary>
    SameNamespace,

    /// <summary>Every backup in the store.</summary>
    All,

    /// <summary>None.</summary>
    None,
}
