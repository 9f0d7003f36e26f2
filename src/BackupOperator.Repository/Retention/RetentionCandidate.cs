using BackupOperator.Repository.Catalogues;

namespace BackupOperator.Repository.Retention;

/// <summary>What retention needs to know of one committed backup.</summary>
/// <param name="Name">The backup's name.</param>
/// <param name="RecoveryPoint">Decides its age, hour, day and so on.</param>
/// <param name="CompletedAt">Decides between equal recovery points; then the name does.</param>
/// <param name="Type">full, differential, incremental or snapshot.</param>
/// <param name="Base">The backup that a differential or incremental one refers to.</param>
/// <param name="Verification">What is known of its soundness.</param>
/// <param name="Held">Whether a hold keeps it.</param>
/// <param name="Readable">Whether its record could be read; when not, all but the name is unknown.</param>
public sealed record RetentionCandidate(
    string Name,
    DateTimeOffset RecoveryPoint,
    DateTimeOffset CompletedAt,
    string Type = RetentionCandidate.Full,
    string? Base = null,
    Verification Verification = Verification.None,
    bool Held = false,
    bool Readable = true)
{
    internal const string Full = "full";
    internal const string Differential = "differential";

    /// <summary>A line of the catalogue; what is no part of it is added by the caller.</summary>
    public static RetentionCandidate From(
        CatalogueEntry entry, Verification verification = Verification.None, bool held = false)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Record is { } record
            ? new RetentionCandidate(
                entry.Backup, record.RecoveryPoint, record.CompletedAt, record.Type, record.Base, verification, held)
            : new RetentionCandidate(entry.Backup, default, default, Held: held, Readable: false);
    }
}
