using BackupOperator.Sources.Postgres.Archives;
using BackupOperator.Sources.Postgres.Details;

namespace BackupOperator.Sources.Postgres.Restoring;

/// <summary>Partitions that come back without the table that they are a part of.</summary>
/// <remarks>They are attached to the one that the target has, when their own indexes and keys are there: these then
/// become parts of its own. Attached before, they would be given them by the server, and the dump's would be second
/// ones. Where the target has no such table, they stay tables of their own. So they do where the record does not name
/// it, unless the target has them as partitions already.</remarks>
internal sealed class LonePartitions
{
    private readonly Dictionary<uint, string?> _wholes;

    /// <param name="restore">What comes back.</param>
    /// <param name="partitions">What joins partitions to their wholes.</param>
    /// <param name="target">What the target has.</param>
    public LonePartitions(DatabaseRestore restore, PartitionEntries partitions, TargetNames target)
    {
        var returning = restore.Tables.Select(table => table.Oid).ToHashSet();
        var all = restore.Database.Tables.ToDictionary(table => table.Oid);

        // In all of a database a whole that is not listed is one that an extension makes, before it is needed.
        var lone = restore.Scope == RestoreScope.Whole
            ? []
            : restore.Tables.Where(table => table.Parent is { } parent && !returning.Contains(parent)).ToList();
        _wholes = lone.ToDictionary(
            table => table.Oid, table => all.GetValueOrDefault(table.Parent!.Value)?.SqlName ?? table.ParentName
                ?? target.Partitions.FirstOrDefault(found => found.SqlName == table.SqlName)?.Whole);
        var attached = lone
            .Where(table => _wholes[table.Oid] is { } whole && target.PartitionedTables.Contains(whole)).ToList();
        Attachments = [.. attached.SelectMany(partitions.OfTable)];
        Attached = attached.Select(table => table.Oid).ToHashSet();
        var alone = lone.Where(table => !Attached.Contains(table.Oid));
        LeftOut = lone.SelectMany(table => partitions.OfTable(table).Concat(partitions.OfIndexes(table)))
            .Concat(alone.SelectMany(table => TriggersOfTheWhole(table, restore, all, partitions))).ToHashSet();
    }

    /// <summary>Whether there is any.</summary>
    public bool Exist => _wholes.Count > 0;

    /// <summary>What attaches them, once their indexes are there.</summary>
    public IReadOnlyList<ArchiveEntry> Attachments { get; }

    /// <summary>What does not come back where the dump has it: all that attaches them or their indexes, and what
    /// switches triggers off that only their whole gives them.</summary>
    public IReadOnlySet<ArchiveEntry> LeftOut { get; }

    private HashSet<uint> Attached { get; }

    /// <summary>The table that one is attached to, as SQL names it; null for none.</summary>
    public string? WholeOf(TableDetails table) => Attached.Contains(table.Oid) ? _wholes[table.Oid] : null;

    private static IEnumerable<ArchiveEntry> TriggersOfTheWhole(
        TableDetails lone, DatabaseRestore restore, Dictionary<uint, TableDetails> all, PartitionEntries partitions)
    {
        var names = Above(lone, all).SelectMany(partitions.TriggerNames).ToHashSet();
        return names.Count == 0
            ? []
            : restore.Tables.Where(table => Above(table, all).Prepend(table).Any(above => above.Oid == lone.Oid))
                .SelectMany(table => partitions.OfTriggers(table, names));
    }

    private static IEnumerable<TableDetails> Above(TableDetails table, Dictionary<uint, TableDetails> all)
    {
        while (table.Parent is { } parent && all.TryGetValue(parent, out var whole))
        {
            yield return whole;
            table = whole;
        }
    }
}
