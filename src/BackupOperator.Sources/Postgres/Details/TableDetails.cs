using System.Text.Json.Serialization;
using BackupOperator.Sources.Postgres.Connections;

namespace BackupOperator.Sources.Postgres.Details;

/// <summary>What a manifest records of one table.</summary>
/// <param name="Oid">Its identity in the dump's table of contents.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="Name">Its name.</param>
/// <param name="Owner">The role that owns it.</param>
/// <param name="SizeBytes">Its size on the server, without indexes.</param>
/// <param name="Rows">Its rows; null where the dump holds only some of them (configuration tables of extensions).</param>
internal sealed record TableDetails(uint Oid, string Schema, string Name, string Owner, long SizeBytes, long? Rows)
{
    /// <summary>For messages.</summary>
    [JsonIgnore]
    public string FullName => $"{Schema}.{Name}";

    [JsonIgnore]
    public string SqlName => Sql.Name(Schema, Name);
}
