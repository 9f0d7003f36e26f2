namespace BackupOperator.Repository.Catalogues;

/// <summary>One database of a source.</summary>
/// <param name="Name">The database's name.</param>
/// <param name="Tables">How many tables were backed up.</param>
/// <param name="Rows">How many rows they had.</param>
/// <param name="Bytes">The length of its streams, before compression.</param>
public sealed record DatabaseRecord(string Name, int Tables, long Rows, long Bytes);
