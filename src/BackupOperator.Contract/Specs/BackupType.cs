using System.Text.Json.Serialization;

namespace BackupOperator.Contract.Specs;

/// <summary>What a backup may refer to instead of storing it again. Whatever its type, a backup lists all that its restore
/// needs: nothing is replayed.</summary>
public enum BackupType
{
    /// <summary>Refers to no earlier pack.</summary>
    [JsonStringEnumMemberName("full")]
    Full,

    /// <summary>Refers to packs of the last full backup.</summary>
    [JsonStringEnumMemberName("differential")]
    Differential,

    /// <summary>Refers to packs of the last completed backup, whatever its type.</summary>
    [JsonStringEnumMemberName("incremental")]
    Incremental,
}
