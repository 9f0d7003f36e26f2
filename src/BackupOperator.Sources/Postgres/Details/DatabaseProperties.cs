namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What is needed to make a database again; a dump of its content does not say it.</summary>
/// <param name="Owner">The role that owns it.</param>
/// <param name="Encoding">Such as <c>UTF8</c>.</param>
/// <param name="Collate">LC_COLLATE.</param>
/// <param name="CType">LC_CTYPE.</param>
/// <param name="LocaleProvider"><c>libc</c>, <c>icu</c> or <c>builtin</c>.</param>
/// <param name="Locale">The locale of a provider other than libc.</param>
/// <param name="ConnectionLimit">-1 for none.</param>
/// <param name="Comment">Its comment.</param>
/// <param name="Settings">Settings of its own, as <c>name=value</c>.</param>
/// <param name="Grants">Rights on it; null where it has the default ones.</param>
internal sealed record DatabaseProperties(
    string Owner,
    string Encoding,
    string Collate,
    string CType,
    string LocaleProvider,
    string? Locale,
    int ConnectionLimit,
    string? Comment,
    IReadOnlyList<string> Settings,
    IReadOnlyList<DatabaseGrant>? Grants);
