using BackupOperator.Contract.Specs;
using Kubernetes.CustomResources;

namespace BackupOperator.Api.Policies;

/// <summary>Names a location.</summary>
public sealed record StorageReference
{
    /// <summary>A BackupStorageLocation in the same namespace.</summary>
    [Schema(Required = true, MinLength = 1, Pattern = ObjectName.Pattern, MaxLength = ObjectName.MaxLength)]
    public string LocationName { get; set; } = "";
}
