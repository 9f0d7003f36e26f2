using BackupOperator.Sources.Postgres.Archives;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Parts what follows the rows where partitions are among it.</summary>
/// <remarks>Keys of a table that comes back without its whole must be there before it is attached, and what refers to
/// them or to its triggers, after. An archive also lets <c>pg_restore --jobs</c> attach the index of a partition's
/// partition while a foreign key to the whole is made, and each then waits for a lock of the other.</remarks>
/// <param name="Keys">Indexes, keys and checks of partitions and their wholes, and of no others: what else has an index
/// may be made after the rows itself, such as a materialized view that depends on a key.</param>
/// <param name="Attachments">What attaches indexes and tables, for one connection.</param>
/// <param name="Rest">All else.</param>
internal sealed record FinishingOrder(
    IReadOnlyList<ArchiveEntry> Keys, IReadOnlyList<ArchiveEntry> Attachments, IReadOnlyList<ArchiveEntry> Rest)
{
    /// <param name="entries">In the order of the archive.</param>
    /// <param name="partitionParts">What lives and dies with a partition or a partitioned table, as
    /// <see cref="ArchiveEntry.Identity"/> spells it.</param>
    /// <param name="tableAttachments">Those of tables that are attached last.</param>
    public static FinishingOrder Of(
        IEnumerable<ArchiveEntry> entries, IReadOnlySet<string> partitionParts,
        IReadOnlyList<ArchiveEntry> tableAttachments)
    {
        List<ArchiveEntry> keys = [], attachments = [], rest = [], current = rest;
        foreach (var entry in entries)
        {
            // A remark has no section of its own: to pg_restore it is in that of the entry before.
            if (!entry.IsRemark)
            {
                var isKey = entry.IsKey && partitionParts.Contains(entry.Identity);
                current = isKey ? keys : entry.IsIndexAttachment ? attachments : rest;
            }

            current.Add(entry);
        }

        return new FinishingOrder(keys, [.. attachments, .. tableAttachments], rest);
    }
}
