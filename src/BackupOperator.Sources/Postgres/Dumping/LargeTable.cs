using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres.Dumping;

/// <summary>A table whose rows are dumped by a process of its own.</summary>
/// <param name="Oid">Its identity.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
internal sealed record LargeTable(uint Oid, string Schema, string Name)
{
    /// <summary>As SQL names it.</summary>
    public string SqlName => Sql.Name(Schema, Name);

    /// <summary>A pattern of <c>pg_dump</c> that this table alone fits.</summary>
    /// <remarks>Between double quotes every character stands for itself: case is kept, and dots, asterisks and the
    /// signs of regular expressions lose their meaning. A quote is doubled, as in SQL.</remarks>
    public string Pattern => SqlName;
}
