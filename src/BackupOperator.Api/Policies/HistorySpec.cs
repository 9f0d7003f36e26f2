using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>How many finished executions are kept as resources. Backups in storage are never touched by this.</summary>
public sealed record HistorySpec
{
    /// <summary>Succeeded executions kept.</summary>
    [Schema(DefaultJson = "10", Minimum = 1, Maximum = 1000)]
    public int Succeeded { get; set; } = 10;

    /// <summary>Failed and cancelled executions kept.</summary>
    [Schema(DefaultJson = "5", Minimum = 1, Maximum = 1000)]
    public int Failed { get; set; } = 5;
}
