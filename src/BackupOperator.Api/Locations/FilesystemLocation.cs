using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Locations;

/// <summary>A directory of a volume.</summary>
public sealed record FilesystemLocation
{
    /// <summary>The claim in the same namespace. For several sources at once it must allow several pods (ReadWriteMany, or
    /// all pods on one node).</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string ClaimName { get; set; } = "";
}
