namespace BackupOperator.Repository.Catalogues;

/// <summary>Manifests without a commit point: a run that ended early or is under way. It is no backup.</summary>
/// <param name="PolicyUid">The folder it was found in.</param>
/// <param name="Backup">The backup's name.</param>
/// <param name="Objects">How many objects lie there.</param>
/// <param name="LastModified">When the newest of them was stored, by the store's clock.</param>
public sealed record AbandonedBackup(string PolicyUid, string Backup, int Objects, DateTimeOffset LastModified);
