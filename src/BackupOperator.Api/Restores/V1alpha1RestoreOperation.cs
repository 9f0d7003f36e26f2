using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using k8s.Models;

namespace BackupOperator.Api.Restores;

/// <summary>Brings a backup back, once. To restore again, create another.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "restoreoperations")]
[CustomResource(ShortNames = ["ro"], Categories = [ApiGroup.Category])]
[PrinterColumn("Backup", ".status.backup")]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Progress", ".status.progress")]
[PrinterColumn("Restored", ".status.restored")]
[PrinterColumn("Duration", ".status.duration")]
[PrinterColumn("RTO", ".status.recoveryTimeObjective")]
[PrinterColumn("RTO Met", ".status.conditions[?(@.type==\"RecoveryTimeObjectiveMet\")].status")]
[PrinterColumn("Time Left", ".status.timeLeft", Priority = 1)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed class V1alpha1RestoreOperation : IKubernetesObject, IConditioned<RestoreOperationStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "RestoreOperation";

    /// <inheritdoc />
    public string? ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc />
    public string? Kind { get; set; } = KindName;

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is brought back, and where to.</summary>
    [Schema(Required = true)]
    public RestoreOperationSpec Spec { get; set; } = new();

    /// <summary>What was seen, written by the controller alone.</summary>
    public RestoreOperationStatus Status { get; set; } = new();
}
