namespace BackupOperator.Sources.Postgres.Details;

/// <summary>A right on a database.</summary>
/// <param name="Role">Who has it; null for everyone.</param>
/// <param name="Privilege">Such as <c>CONNECT</c>.</param>
/// <param name="Grantable">Whether it may be passed on.</param>
internal sealed record DatabaseGrant(string? Role, string Privilege, bool Grantable);
