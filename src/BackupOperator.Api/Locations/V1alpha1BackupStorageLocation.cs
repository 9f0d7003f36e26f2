using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using k8s.Models;

namespace BackupOperator.Api.Locations;

/// <summary>A place where backups are kept: a bucket or a volume. It is tried on a schedule, and shows what it holds.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "backupstoragelocations")]
[CustomResource(ShortNames = ["bsl"], Categories = [ApiGroup.Category])]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Address", ".status.address")]
[PrinterColumn("Backups", ".status.backups", "integer")]
[PrinterColumn("Used", ".status.used")]
[PrinterColumn("Checked", ".status.lastCheckTime", "date")]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed class V1alpha1BackupStorageLocation : IKubernetesObject, IConditioned<BackupStorageLocationStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "BackupStorageLocation";

    /// <inheritdoc />
    public string? ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc />
    public string? Kind { get; set; } = KindName;

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Which store, and how it is reached.</summary>
    [Schema(Required = true)]
    public BackupStorageLocationSpec Spec { get; set; } = new();

    /// <summary>What was seen, written by the controller alone.</summary>
    public BackupStorageLocationStatus Status { get; set; } = new();
}
