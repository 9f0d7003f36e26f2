namespace BackupOperator.Repository.Catalogues;

/// <summary>A policy, by what never changes and by what people call it.</summary>
public sealed record PolicyIdentity(string Uid, string Namespace, string Name);
