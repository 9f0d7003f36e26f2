namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>A target as it was found, before anything was touched.</summary>
/// <param name="Restore">What goes there.</param>
/// <param name="Owner">Who owns the database that is there; null when there is none.</param>
/// <param name="HoldsData">Whether something stands where the restore goes.</param>
/// <param name="Replaceable">Whether the database can be made beside and swapped in by this user.</param>
internal sealed record RestoreTargetState(DatabaseRestore Restore, string? Owner, bool HoldsData, bool Replaceable)
{
    public bool Exists => Owner is not null;

    /// <summary>Whether a new database takes the content and then the name. What is only
    /// a part of a database goes into it.</summary>
    public bool GoesBeside => !Exists || (Replaceable && Restore.Scope == RestoreScope.Whole);
}
