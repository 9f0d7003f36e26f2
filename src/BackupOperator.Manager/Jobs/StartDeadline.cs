using BackupOperator.Manager.Policies;

namespace BackupOperator.Manager.Jobs;

/// <summary>Judges <c>spec.notAfter</c>, for what has not begun.</summary>
internal static class StartDeadline
{
    /// <summary>Why it is too late to begin; null when it is not.</summary>
    /// <param name="kind">The object's kind.</param>
    /// <param name="notAfter">The last instant; null for none.</param>
    /// <param name="now">The time.</param>
    public static string? Refuse(string kind, DateTimeOffset? notAfter, DateTimeOffset now) => notAfter is { } last && now > last
        ? $"spec.notAfter, {PolicyVerdict.Instant(last)}, has passed and nothing had begun: it does not begin any more, and nothing "
            + $"was touched; create another {kind} with a later time to have it carried out"
        : null;
}
