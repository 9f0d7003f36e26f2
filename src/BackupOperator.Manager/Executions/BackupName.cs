using System.Globalization;
using BackupOperator.Api.Executions;
using Kubernetes.Client.Models;
using k8s.Models;

namespace BackupOperator.Manager.Executions;

/// <summary>Names backups in the store: by time, so that a listing is in order, and by execution, so that no two share one.</summary>
internal static class BackupName
{
    private const int UidDigits = 8;

    /// <summary>The same for every try of an execution, such as <c>20260329T010000Z-1f0c2b9e</c>.</summary>
    public static string For(V1alpha1BackupExecution execution)
    {
        var created = execution.CreationTimestamp()?.UtcDateTime ?? DateTime.UnixEpoch;
        var uid = execution.Uid();
        return $"{created.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{uid[..Math.Min(UidDigits, uid.Length)]}";
    }
}
