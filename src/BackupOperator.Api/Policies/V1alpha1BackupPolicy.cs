using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using k8s.Models;

namespace BackupOperator.Api.Policies;

/// <summary>What must survive, when it is backed up, where it goes, and how much may be lost.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "backuppolicies")]
[CustomResource(ShortNames = ["bp"], Categories = [ApiGroup.Category])]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Last Backup", ".status.lastBackup.completionTime", "date")]
[PrinterColumn("Recovery Point Age", ".status.recoveryPoint", "date")]
[PrinterColumn("RPO", ".spec.objectives.rpo")]
[PrinterColumn("RPO Met", ".status.conditions[?(@.type==\"RecoveryPointObjectiveMet\")].status")]
[PrinterColumn("Next Run", ".status.nextRun")]
[PrinterColumn("Backups", ".status.statistics.backups", "integer", Priority = 1)]
[PrinterColumn("Stored", ".status.statistics.stored", Priority = 1)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed class V1alpha1BackupPolicy : IKubernetesObject, IConditioned<BackupPolicyStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "BackupPolicy";

    /// <inheritdoc />
    public string? ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc />
    public string? Kind { get; set; } = KindName;

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What must survive, when, where, and how much may be lost.</summary>
    [Schema(Required = true)]
    public BackupPolicySpec Spec { get; set; } = new();

    /// <summary>What was seen, written by the controller alone.</summary>
    public BackupPolicyStatus Status { get; set; } = new();
}
