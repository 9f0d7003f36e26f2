using Kubernetes.Client.Models;
using Kubernetes.CustomResources;
using k8s.Models;

namespace BackupOperator.Api.Executions;

/// <summary>One run of a policy, made by a schedule or by hand; or a backup found in a store, shown again.</summary>
[KubernetesEntity(Group = ApiGroup.Name, ApiVersion = ApiGroup.Version, Kind = KindName, PluralName = "backupexecutions")]
[CustomResource(ShortNames = ["be"], Categories = [ApiGroup.Category])]
[PrinterColumn("Policy", ".spec.policyName")]
[PrinterColumn("Type", ".status.type")]
[PrinterColumn("Phase", ".status.phase")]
[PrinterColumn("Progress", ".status.progress")]
[PrinterColumn("Read", ".status.read")]
[PrinterColumn("Stored", ".status.stored")]
[PrinterColumn("Referred", ".status.referred")]
[PrinterColumn("Duration", ".status.duration")]
[PrinterColumn("Integrity", ".status.integrity")]
[PrinterColumn("Recovery Point Age", ".status.recoveryPoint", "date")]
[PrinterColumn("Checked %", ".status.integrityCheck.percent", "integer", Priority = 1)]
[PrinterColumn("Base", ".status.base", Priority = 1)]
[PrinterColumn("Time Left", ".status.timeLeft", Priority = 1)]
[PrinterColumn("Message", ".status.conditions[?(@.type==\"Ready\")].message", Priority = 1)]
[PrinterColumn("Age", ".metadata.creationTimestamp", "date")]
public sealed class V1alpha1BackupExecution : IKubernetesObject, IConditioned<BackupExecutionStatus>
{
    /// <summary>The kind's name.</summary>
    public const string KindName = "BackupExecution";

    /// <inheritdoc />
    public string? ApiVersion { get; set; } = ApiGroup.ApiVersion;

    /// <inheritdoc />
    public string? Kind { get; set; } = KindName;

    /// <inheritdoc />
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>Which policy is run, or which stored backup is shown.</summary>
    [Schema(Required = true)]
    public BackupExecutionSpec Spec { get; set; } = new();

    /// <summary>What was seen, written by the controller alone.</summary>
    public BackupExecutionStatus Status { get; set; } = new();
}
