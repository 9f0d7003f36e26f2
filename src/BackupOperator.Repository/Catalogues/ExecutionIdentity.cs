namespace BackupOperator.Repository.Catalogues;

/// <summary>The run that took a backup.</summary>
public sealed record ExecutionIdentity(string Uid, string Name);
