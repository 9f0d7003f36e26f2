namespace BackupOperator.Repository.Pruning;

/// <summary>A pack that goes.</summary>
internal readonly record struct PackRemoval(Identifier Id, int SizeBytes);
