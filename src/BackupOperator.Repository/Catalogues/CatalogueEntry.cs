namespace BackupOperator.Repository.Catalogues;

/// <summary>One line of a catalogue: a committed backup, or why what lies there cannot be read as one.</summary>
/// <param name="PolicyUid">The folder it was found in.</param>
/// <param name="Backup">The backup's name.</param>
/// <param name="Record">The record; null when it cannot be read.</param>
/// <param name="Authenticated">Whether the record was checked with the key; always false without one.</param>
/// <param name="Problem">Why the record cannot be read; null when it can.</param>
public sealed record CatalogueEntry(
    string PolicyUid, string Backup, BackupRecord? Record, bool Authenticated, string? Problem);
