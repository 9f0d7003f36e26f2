using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>A partition that a target has.</summary>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name; it may be a foreign table.</param>
/// <param name="Whole">The table that it is a part of, as SQL names it.</param>
internal sealed record TargetPartition(string Schema, string Name, string Whole)
{
    /// <summary>For messages.</summary>
    public string FullName => $"{Schema}.{Name}";

    public string SqlName => Sql.Name(Schema, Name);
}
