namespace BackupOperator.Contract.Specs;

/// <summary>Types of backups as people and records spell them.</summary>
public static class BackupTypeText
{
    /// <summary>Spells a type.</summary>
    public static string Spell(this BackupType type) => type switch
    {
        BackupType.Full => "full",
        BackupType.Differential => "differential",
        BackupType.Incremental => "incremental",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    /// <summary>Reads a type; null for a word that this release does not know.</summary>
    public static BackupType? Read(string text) =>
        Enum.GetValues<BackupType>().Cast<BackupType?>().FirstOrDefault(type => type!.Value.Spell() == text);
}
