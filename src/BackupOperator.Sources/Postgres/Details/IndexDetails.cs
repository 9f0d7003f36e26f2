namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What a manifest records of an index that was valid when it was dumped.</summary>
/// <param name="Name">Its name; the schema is its table's.</param>
/// <param name="AttachedTo">The index of the partitioned table that it is a part of; null for one of its own.</param>
internal sealed record IndexDetails(string Name, string? AttachedTo);
